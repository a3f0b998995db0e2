"""What DIRAC is told of a job; its reader knows no quotes, so that nothing may need them."""

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.facilities.diracx.jdl import Description, jdl_of, job_name


def description(**changes):
    given = {
        "name": "job",
        "executable": "esap-run.sh",
        "arguments": "0",
        "sandbox": "SB:SandboxSE|/S3/sandboxes/escape/g/alice/sha256:00.tar.bz2",
        "outputs": ["esap-outputs.tar"],
        "group": "esap-1",
    }
    return Description(**{**given, **changes})


def test_a_job_is_described():
    written = jdl_of(
        description(input_data=["LFN:/escape/a.fits"], site="CERN", cpu_seconds=60, tags=["GPU"])
    )
    assert written.splitlines() == [
        'JobName = "job";',
        'JobGroup = "esap-1";',
        'Executable = "esap-run.sh";',
        'Arguments = "0";',
        'StdOutput = "std.out";',
        'StdError = "std.err";',
        'InputSandbox = {"SB:SandboxSE|/S3/sandboxes/escape/g/alice/sha256:00.tar.bz2"};',
        'OutputSandbox = {"std.out", "std.err", "esap-outputs.tar"};',
        'InputData = {"LFN:/escape/a.fits"};',
        'Site = "CERN";',
        "CPUTime = 60;",
        'Tags = {"GPU"};',
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('my "best"; run\n= {x}', "my_best_run_x"),
        ("Étoile à neutrons", "Etoile_a_neutrons"),
        ("銀河", "job"),
        ("%j %n", "j_n"),
        ("a" * 300, "a" * 100),
        ("..", "job"),
        ("", "job"),
    ],
)
def test_a_name_is_made_of_letters_that_mean_nothing(text, name):
    assert job_name(text) == name


@pytest.mark.parametrize("text", ["a;b", 'a"b', "a b", "a,b", "%j", "[x]", "{x}", "a\nb", "é", ""])
@pytest.mark.parametrize("key", ["executable", "site", "sandbox"])
def test_what_dirac_would_read_otherwise_is_refused(text, key):
    if key == "site" and not text:
        assert "Site" not in jdl_of(description(site=""))
        return
    with pytest.raises(BadRequestError, match="it would read it as something else"):
        jdl_of(description(**{key: text}))


@pytest.mark.parametrize("lfn", ["LFN:/a b", 'LFN:/a"; Executable = "evil', "LFN:/a,b"])
def test_a_logical_file_name_cannot_add_to_the_description(lfn):
    with pytest.raises(BadRequestError, match="InputData"):
        jdl_of(description(input_data=[lfn]))
