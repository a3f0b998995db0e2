<resource schema="rr" resdir="rr">
  <meta name="title">Relational registry (synthetic)</meta>
  <meta name="creationDate">2026-11-26T00:00:00Z</meta>
  <meta name="description">The tables of RegTAP 1.1 that clients ask, about the services of this
    DaCHS, one dead service, one without an address, and three hundred others.</meta>
  <meta name="subject">virtual-observatories</meta>
  <meta name="creator">Test, A.</meta>

  <table id="resource" onDisk="True" adql="True" primary="ivoid">
    <meta name="description">The resources.</meta>
    <column name="ivoid" type="text" description="Identifier, in lower case"/>
    <column name="res_type" type="text" description="Type"/>
    <column name="created" type="timestamp" description="Made"/>
    <column name="short_name" type="text" description="Short name"/>
    <column name="res_title" type="unicode" description="Title"/>
    <column name="updated" type="timestamp" description="Changed"/>
    <column name="content_level" type="text" description="For whom, # between"/>
    <column name="res_description" type="unicode" description="Description"/>
    <column name="reference_url" type="text" description="Where it is described"/>
    <column name="creator_seq" type="unicode" description="Creators"/>
    <column name="content_type" type="text" description="What it is, # between"/>
    <column name="source_format" type="text" description="Format of the source"/>
    <column name="source_value" type="text" description="Source"/>
    <column name="waveband" type="text" description="Wavebands, # between"/>
    <column name="rights" type="unicode" description="Rights"/>
    <column name="region_of_regard" type="real" unit="deg" description="How far to look"/>
  </table>
  <table id="alt_identifier" onDisk="True" adql="True">
    <meta name="description">Their other identifiers.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="alt_identifier" type="text" description="Such as a DOI"/>
  </table>
  <table id="capability" onDisk="True" adql="True">
    <meta name="description">Their capabilities.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="cap_index" type="smallint" required="True" description="Which one of it"/>
    <column name="cap_type" type="text" description="Type"/>
    <column name="cap_description" type="unicode" description="Description"/>
    <column name="standard_id" type="text" description="Standard, in lower case"/>
  </table>
  <table id="interface" onDisk="True" adql="True">
    <meta name="description">The interfaces of capabilities.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="cap_index" type="smallint" required="True" description="Of which capability"/>
    <column name="intf_index" type="smallint" required="True" description="Which one of it"/>
    <column name="intf_type" type="text" description="Type"/>
    <column name="intf_role" type="text" description="std for that of the standard"/>
    <column name="std_version" type="text" description="Version"/>
    <column name="url_use" type="text" description="full, base"/>
    <column name="access_url" type="text" description="Address"/>
  </table>
  <table id="res_subject" onDisk="True" adql="True">
    <meta name="description">Their subjects.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="res_subject" type="unicode" description="Subject"/>
  </table>
  <table id="res_role" onDisk="True" adql="True">
    <meta name="description">Who had to do with them.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="role_name" type="unicode" description="Name"/>
    <column name="base_role" type="text" description="creator, publisher, contact, contributor"/>
  </table>
  <table id="res_detail" onDisk="True" adql="True">
    <meta name="description">Further details.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="cap_index" type="smallint" description="Of which capability">
      <values nullLiteral="-1"/>
    </column>
    <column name="detail_xpath" type="text" description="What"/>
    <column name="detail_value" type="unicode" description="Value"/>
  </table>
  <table id="res_table" onDisk="True" adql="True">
    <meta name="description">Their tables.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="table_index" type="smallint" required="True" description="Which one of it"/>
    <column name="table_name" type="text" description="Name"/>
    <column name="table_description" type="unicode" description="Description"/>
    <column name="table_utype" type="text" description="Model"/>
  </table>
  <table id="table_column" onDisk="True" adql="True">
    <meta name="description">The columns of tables.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="table_index" type="smallint" required="True" description="Of which table"/>
    <column name="name" type="text" description="Name"/>
    <column name="ucd" type="text" description="UCD"/>
    <column name="unit" type="text" description="Unit"/>
    <column name="column_description" type="unicode" description="Description"/>
  </table>
  <table id="stc_spatial" onDisk="True" adql="True">
    <meta name="description">Where on the sky they have something.</meta>
    <column name="ivoid" type="text" description="Of which resource"/>
    <column name="coverage" type="smoc" description="Where"/>
  </table>

  <data id="import">
    <make table="resource">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.resource (ivoid, res_type, short_name, res_title, res_description,
          reference_url, creator_seq, content_type, content_level, waveband, updated)
        VALUES
          ('ivo://peer/tap', 'vs:catalogservice', 'peer tap', 'Apertif sample TAP service',
            'Tables of synthetic radio sources, images and spectra.', 'http://127.0.0.1/about/tap',
            'Test, A.', 'survey#catalog', 'research', 'radio', '2026-11-01'),
          ('ivo://peer/sia1', 'vs:catalogservice', 'peer sia', 'Apertif images',
            'Continuum images.', 'http://127.0.0.1/about/images', 'Test, A.', 'survey', 'research',
            'radio', '2026-11-02'),
          ('ivo://peer/sia2', 'vs:catalogservice', 'peer sia2', 'All images of the peer',
            'Continuum images by SIA 2.', NULL, 'Test, A.', 'survey', 'research', 'radio#millimeter',
            '2026-11-03'),
          ('ivo://peer/ssa', 'vs:catalogservice', 'peer ssa', 'Apertif spectra', 'HI spectra.', NULL,
            'Test, A.', 'survey', 'research', 'radio', '2026-11-04'),
          ('ivo://peer/scs', 'vs:catalogservice', 'peer scs', 'Apertif sources cone search',
            'Synthetic sources.', NULL, 'Oort, J.', 'catalog', 'research', 'radio', '2026-11-05'),
          ('ivo://peer/dead', 'vs:catalogservice', 'dead', 'Apertif mirror that is down',
            'Nobody listens there.', NULL, 'Test, A.', 'survey', 'research', 'radio', '2019-01-01'),
          ('ivo://peer/nowhere', 'vs:catalogservice', 'nowhere', 'Apertif service without an address',
            'Its record is broken.', NULL, 'Test, A.', 'survey', 'research', 'radio', '2019-01-02'),
          ('ivo://peer/quote', 'vs:catalogservice', 'O' || chr(39) || 'Neill',
            'O' || chr(39) || 'Neill' || chr(39) || 's sources: 100 % "blue"',
            'A name with a quote, &lt;b&gt;markup&lt;/b&gt; and a β.', NULL,
            'O' || chr(39) || 'Neill, T.', 'catalog', 'research',
            'optical', '2020-01-01');
        INSERT INTO rr.resource (ivoid, res_type, short_name, res_title, res_description, waveband)
        SELECT 'ivo://others/' || g, 'vs:catalogservice', 'other ' || g, 'Catalogue ' || g,
          'Objects seen by neighbours of apertif.', 'euv' FROM generate_series(1, 300) g
      </script>
    </make>
    <make table="capability">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.capability (ivoid, cap_index, cap_type, standard_id) VALUES
          ('ivo://peer/tap', 1, 'tr:tableaccess', 'ivo://ivoa.net/std/tap'),
          ('ivo://peer/tap', 2, 'vr:capability', 'ivo://ivoa.net/std/vosi#availability'),
          ('ivo://peer/sia1', 1, 'sia:simpleimageaccess', 'ivo://ivoa.net/std/sia'),
          ('ivo://peer/sia1', 2, 'tr:tableaccess', 'ivo://ivoa.net/std/tap#aux'),
          ('ivo://peer/sia2', 1, 'sia:simpleimageaccess', 'ivo://ivoa.net/std/sia#query-2.0'),
          ('ivo://peer/ssa', 1, 'ssap:simplespectralaccess', 'ivo://ivoa.net/std/ssa'),
          ('ivo://peer/scs', 1, 'cs:conesearch', 'ivo://ivoa.net/std/conesearch'),
          ('ivo://peer/dead', 1, 'tr:tableaccess', 'ivo://ivoa.net/std/tap'),
          ('ivo://peer/nowhere', 1, 'cs:conesearch', 'ivo://ivoa.net/std/conesearch'),
          ('ivo://peer/quote', 1, 'cs:conesearch', 'ivo://ivoa.net/std/conesearch');
        INSERT INTO rr.capability (ivoid, cap_index, cap_type, standard_id)
        SELECT 'ivo://others/' || g, 1, 'cs:conesearch', 'ivo://ivoa.net/std/conesearch'
        FROM generate_series(1, 300) g
      </script>
    </make>
    <make table="interface">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.interface
          (ivoid, cap_index, intf_index, intf_type, intf_role, url_use, access_url)
        VALUES
          ('ivo://peer/tap', 1, 1, 'vs:paramhttp', 'std', 'base', '\getConfig{web}{serverURL}/tap'),
          ('ivo://peer/tap', 1, 2, 'vr:webbrowser', NULL, 'full', '\getConfig{web}{serverURL}/adql'),
          ('ivo://peer/tap', 1, 3, 'vs:paramhttp', 'std', 'base', '\getConfig{web}{serverURL}/tap'),
          ('ivo://peer/sia1', 1, 1, 'vs:paramhttp', 'std', 'base',
            '\getConfig{web}{serverURL}/apertif_images/q/sia1/siap.xml?'),
          ('ivo://peer/sia1', 2, 1, 'vs:paramhttp', 'std', 'base', '\getConfig{web}{serverURL}/tap'),
          ('ivo://peer/sia2', 1, 1, 'vs:paramhttp', 'std', 'full',
            '\getConfig{web}{serverURL}/__system__/siap2/sitewide/siap2.xml'),
          ('ivo://peer/ssa', 1, 1, 'vs:paramhttp', 'std', 'base',
            '\getConfig{web}{serverURL}/apertif_spectra/q/ssa/ssap.xml?'),
          ('ivo://peer/scs', 1, 1, 'vs:paramhttp', 'std', 'base',
            '\getConfig{web}{serverURL}/apertif_images/q/cone/scs.xml?'),
          ('ivo://peer/dead', 1, 1, 'vs:paramhttp', 'std', 'base', 'http://127.0.0.1:9/tap'),
          ('ivo://peer/nowhere', 1, 1, 'vs:paramhttp', 'std', 'base', 'to be announced'),
          ('ivo://peer/quote', 1, 1, 'vs:paramhttp', 'std', 'base', 'http://quote.invalid/scs?a=b&amp;');
        INSERT INTO rr.interface
          (ivoid, cap_index, intf_index, intf_type, intf_role, url_use, access_url)
        SELECT 'ivo://others/' || g, 1, 1, 'vs:paramhttp', 'std', 'base',
          'http://others.invalid/' || g || '/scs?' FROM generate_series(1, 300) g
      </script>
    </make>
    <make table="res_subject">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.res_subject VALUES
          ('ivo://peer/tap', 'radio-continuum-emission'), ('ivo://peer/tap', 'surveys'),
          ('ivo://peer/ssa', 'h-i-line-emission'), ('ivo://peer/quote', 'blue-stars')
      </script>
    </make>
    <make table="res_role">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.res_role (ivoid, role_name, base_role)
        SELECT ivoid, 'The peers of esap-jupyter', 'publisher' FROM rr.resource
          WHERE ivoid LIKE 'ivo://peer/%'
        UNION ALL SELECT ivoid, creator_seq, 'creator' FROM rr.resource WHERE creator_seq IS NOT NULL
      </script>
    </make>
    <make table="res_detail">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.res_detail (ivoid, cap_index, detail_xpath, detail_value) VALUES
          ('ivo://peer/tap', 1, '/capability/dataModel/@ivo-id', 'ivo://ivoa.net/std/ObsCore#core-1.1'),
          ('ivo://peer/dead', 1, '/capability/dataModel/@ivo-id', 'ivo://ivoa.net/std/ObsCore/v1.0')
      </script>
    </make>
    <make table="res_table">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.res_table (ivoid, table_index, table_name, table_description, table_utype) VALUES
          ('ivo://peer/tap', 1, 'apertif_sample.sources', 'Synthetic radio sources.', NULL),
          ('ivo://peer/quote', 1, 'blue.planets', 'Planets', 'ivo://vopdc.obspm/std/epncore#schema-2.0')
      </script>
    </make>
    <make table="table_column">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.table_column (ivoid, table_index, name, ucd, unit, column_description) VALUES
          ('ivo://peer/tap', 1, 'flux_peak', 'phot.flux.density;stat.max', 'mJy/beam', 'Peak flux'),
          ('ivo://peer/tap', 1, 'ra', 'pos.eq.ra;meta.main', 'deg', 'Right ascension')
      </script>
    </make>
    <make table="alt_identifier"/>
    <make table="stc_spatial">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO rr.stc_spatial (ivoid, coverage) VALUES
          ('ivo://peer/sia1', smoc(6, scircle(spoint(radians(180), radians(45)), radians(10)))),
          ('ivo://peer/quote', smoc(6, scircle(spoint(radians(10.68), radians(41.27)), radians(5)))),
          ('ivo://peer/ssa', smoc(6, scircle(spoint(radians(180), radians(45)), radians(10))))
      </script>
    </make>
  </data>
</resource>
