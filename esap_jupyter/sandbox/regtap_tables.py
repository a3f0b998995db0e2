"""The tables of RegTAP 1.1, section 8, and their columns."""

from dataclasses import replace

from ..adql.tables import Key, Table
from ..columns import columns

__all__ = ["TABLES"]

_UTYPE = "ivo://ivoa.net/std/RegTAP#1.1"

_LISTS = {
    "resource": (
        "The resources that are known here",
        """
        ivoid char - meta.ref.ivoid;meta.main identifier
          Identifier, in lower case
        res_type char - meta.code.class @xsi:type
          Type, in lower case
        created char - time.creation @created timestamp
          When the record was made
        short_name char - meta.id shortName
          Short name
        res_title unicodeChar - meta.title title
          Title
        updated char - time.processing @updated timestamp
          When the record was changed
        content_level char - meta.code content/contentLevel
          For whom it is, with # between
        res_description unicodeChar - meta.note content/description
          Description
        reference_url char - meta.ref.url content/referenceURL
          Where it is described
        creator_seq unicodeChar - meta.bib.author curation/creator/name
          Creators, with semicolons between
        content_type char - meta.code content/type
          What it is, with # between
        source_format char - meta.bib content/source/@format
          Format of source_value
        source_value unicodeChar - meta.bib content/source
          What to cite
        res_version char - meta.version curation/version
          Version
        region_of_regard float deg phys.angSize coverage/regionOfRegard
          How far from a position its data are of use
        waveband char - instr.bandpass coverage/waveband
          Parts of the spectrum, with # between
        rights char - - rights
          Who may use it
        rights_uri char - meta.ref.uri rights/@rightsURI
          Licence
        harvested_from char - meta.ref.ivoid -
          The registry that the record came from
        """,
    ),
    "res_role": (
        "Who had to do with resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        role_name unicodeChar - meta.bib.author -
          Name
        role_ivoid char - meta.ref.ivoid -
          Identifier of the person or organisation
        street_address unicodeChar - - curation/contact/address
          Address
        email char - meta.email curation/contact/email
          Electronic mail
        telephone char - - curation/contact/telephone
          Telephone
        logo char - meta.ref.url curation/creator/logo
          Picture
        base_role char - meta.code -
          contact, publisher, contributor or creator
        """,
    ),
    "res_subject": (
        "What resources are about",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        res_subject unicodeChar - meta.note content/subject
          Subject, a term of the Unified Astronomy Thesaurus
        """,
    ),
    "capability": (
        "What resources can do",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        cap_index short - meta.id -
          Number within the resource
        cap_type char - meta.code.class capability/@xsi:type
          Type, in lower case
        cap_description unicodeChar - meta.note capability/description
          Description
        standard_id char - meta.ref.ivoid capability/@standardID
          Standard, in lower case
        """,
    ),
    "interface": (
        "How capabilities are reached",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        cap_index short - meta.id -
          Of which capability
        intf_index short - meta.id -
          Number within the capability
        intf_type char - meta.code.class @xsi:type
          Type, in lower case
        intf_role char - meta.code @role
          std for that of the standard
        std_version char - meta.version @version
          Version of the standard
        query_type char - meta.code queryType
          get or post, with # between
        result_type char - meta.code.mime resultType
          Media type of the answer
        wsdl_url char - meta.ref.url wsdlURL
          Description for SOAP
        url_use char - meta.code accessURL/@use
          full, base or dir
        access_url char - meta.ref.url accessURL
          Address
        mirror_url char - meta.ref.url mirrorURL
          Other addresses, with # between
        authenticated_only short - meta.code -
          1 where one has to log in
        """,
    ),
    "res_schema": (
        "The schemas of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        schema_index short - meta.id -
          Number within the resource
        schema_description unicodeChar - meta.note tableset/schema/description
          Description
        schema_name char - meta.id tableset/schema/name
          Name
        schema_title unicodeChar - meta.title tableset/schema/title
          Title
        schema_utype char - meta.code tableset/schema/utype
          Data model
        """,
    ),
    "res_table": (
        "The tables of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        schema_index short - meta.id -
          Of which schema
        table_description unicodeChar - meta.note description
          Description
        table_name char - meta.id name
          Name, with the schema
        table_index short - meta.id -
          Number within the resource
        table_title unicodeChar - meta.title title
          Title
        table_type char - meta.code @type
          table, view or output
        table_utype char - meta.code utype
          Data model
        """,
    ),
    "table_column": (
        "The columns of tables of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        table_index short - meta.id -
          Of which table
        name char - meta.id name
          Name
        ucd char - meta.ucd ucd
          UCD
        unit char - meta.unit unit
          Unit
        utype char - meta.code utype
          Data model
        std short - meta.code @std
          1 where a standard defines it
        datatype char - meta.code dataType
          Type
        extended_schema char - meta.ref.url dataType/@extendedSchema
          Schema of extended_type
        extended_type char - meta.code dataType/@extendedType
          Extended type
        arraysize char - meta.code dataType/@arraysize
          Array size
        delim char - meta.code dataType/@delim
          What stands between the elements of arrays
        type_system char - meta.code dataType/@xsi:type
          What datatype is of
        flag char - meta.code flag
          indexed, primary or nullable, with # between
        column_description unicodeChar - meta.note description
          Description
        """,
    ),
    "intf_param": (
        "The parameters of interfaces",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        cap_index short - meta.id -
          Of which capability
        intf_index short - meta.id -
          Of which interface
        name char - meta.id name
          Name
        ucd char - meta.ucd ucd
          UCD
        unit char - meta.unit unit
          Unit
        utype char - meta.code utype
          Data model
        std short - meta.code @std
          1 where a standard defines it
        datatype char - meta.code dataType
          Type
        extended_schema char - meta.ref.url dataType/@extendedSchema
          Schema of extended_type
        extended_type char - meta.code dataType/@extendedType
          Extended type
        arraysize char - meta.code dataType/@arraysize
          Array size
        delim char - meta.code dataType/@delim
          What stands between the elements of arrays
        param_use char - meta.code @use
          required, optional or ignored
        param_description unicodeChar - meta.note description
          Description
        """,
    ),
    "relationship": (
        "How resources belong together",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        relationship_type char - meta.code content/relationship/relationshipType
          isservicedby, ispartof and the like, in lower case
        related_id char - meta.ref.ivoid content/relationship/relatedResource/@ivo-id
          Identifier of the other
        related_name unicodeChar - meta.title content/relationship/relatedResource
          Name of the other
        """,
    ),
    "validation": (
        "Who has looked at resources, and with what outcome",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        validated_by char - meta.ref.ivoid validationLevel/@validatedBy
          Who
        val_level short - meta.code.qual validationLevel
          From 0 to 4
        cap_index short - meta.id -
          Of which capability; missing for the whole
        """,
    ),
    "res_date": (
        "Dates of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        date_value char - time curation/date timestamp
          Date
        value_role char - meta.code curation/date/@role
          What happened then
        """,
    ),
    "res_detail": (
        "What else is known of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        cap_index short - meta.id -
          Of which capability; missing for the whole
        detail_xpath char - meta.id -
          What, as the place in the record
        detail_value unicodeChar - - -
          Value
        """,
    ),
    "alt_identifier": (
        "Other identifiers of resources",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        alt_identifier char - meta.id altIdentifier
          Identifier, for example of a DOI
        """,
    ),
    "stc_spatial": (
        "Where on the sky resources have data",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        coverage char - pos.outline coverage/spatial moc
          Coverage map (MOC), as text
        ref_system_name char - pos.frame coverage/spatial/@frame
          Frame; ICRS where it is missing
        """,
    ),
    "stc_temporal": (
        "From when resources have data",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        time_start double d time.start;obs -
          Begin, MJD
        time_end double d time.end;obs -
          End, MJD
        """,
    ),
    "stc_spectral": (
        "In which part of the spectrum resources have data",
        """
        ivoid char - meta.ref.ivoid identifier
          Of which resource
        spectral_start double J em.energy;stat.min -
          Lower end, energy of the photons
        spectral_end double J em.energy;stat.max -
          Upper end, energy of the photons
        """,
    ),
}

_KEYS = {
    "interface": Key(
        target="rr.capability", columns=(("ivoid", "ivoid"), ("cap_index", "cap_index"))
    ),
    "table_column": Key(
        target="rr.res_table", columns=(("ivoid", "ivoid"), ("table_index", "table_index"))
    ),
}


def _table(name: str, description: str, listed: str) -> Table:
    key = _KEYS.get(name, Key(target="rr.resource", columns=(("ivoid", "ivoid"),)))
    table = Table(
        schema="rr",
        name=name,
        description=f"{description} (RegTAP 1.1)",
        columns=columns(listed, prefix="xpath:"),
        principal=frozenset({"ivoid"}),
        standard=True,
        utype=_UTYPE if name == "resource" else None,
        keys=(key,),
    )
    return replace(table, keys=()) if name == "resource" else table


TABLES = {name: _table(name, *listed) for name, listed in _LISTS.items()}
"""The tables by name, without the schema."""
