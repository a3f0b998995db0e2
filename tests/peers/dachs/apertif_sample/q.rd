<resource schema="apertif_sample" resdir="apertif_sample">
  <meta name="title">Apertif sample (synthetic)</meta>
  <meta name="creationDate">2026-11-22T00:00:00Z</meta>
  <meta name="description">Synthetic rows shaped like a release of the Apertif surveys; a local
    peer for the tests of esap-jupyter.</meta>
  <meta name="subject">radio-continuum-emission</meta>
  <meta name="creator">Test, A.</meta>
  <meta name="instrument">Apertif</meta>
  <meta name="facility">WSRT</meta>
  <meta name="type">Survey</meta>
  <meta name="contentLevel">Research</meta>

  <!-- Published to ObsCore, without s_region and with NULL sizes, as tape archives do. -->
  <table id="visibilities" onDisk="True" adql="True">
    <meta name="description">Visibility data sets, on tape.</meta>
    <mixin
      productType="'visibility'" calibLevel="1" collectionName="'Apertif sample raw'"
      targetName="target" obsId="obsid" title="target || ' visibilities'" did="pub_did"
      accessURL="access_url" mime="'application/x-tar'" size="NULL" preview="NULL"
      ra="ra" dec="dec" fov="3.0" tMin="t_min" tMax="t_max" expTime="(t_max-t_min)*86400"
      emMin="0.2" emMax="0.26" facilityName="'WSRT'"
      instrumentName="'Apertif'">//obscore#publish</mixin>
    <column name="obsid" type="text" ucd="meta.id;obs" description="Observation id"/>
    <column name="target" type="text" ucd="meta.id;src" description="Pointing"/>
    <column name="ra" type="double precision" unit="deg" ucd="pos.eq.ra;meta.main"
      description="RA"/>
    <column name="dec" type="double precision" unit="deg" ucd="pos.eq.dec;meta.main"
      description="Dec"/>
    <column name="t_min" type="double precision" unit="d" xtype="mjd" ucd="time.start"
      description="Start"/>
    <column name="t_max" type="double precision" unit="d" xtype="mjd" ucd="time.end"
      description="End"/>
    <column name="pub_did" type="text" ucd="meta.ref.ivoid" description="Publisher DID"/>
    <column name="access_url" type="text" ucd="meta.ref.url" description="URL"/>
  </table>
  <data id="import_visibilities">
    <make table="visibilities">
      <script type="postCreation" lang="SQL" name="fill">
        SELECT setseed(0.25);
        INSERT INTO apertif_sample.visibilities
          (obsid, target, ra, dec, t_min, t_max, pub_did, access_url)
        SELECT 'V' || lpad(g::text, 6, '0'), CASE g WHEN 7 THEN 'O' || chr(39) || 'Neill' ELSE 'V' || g END,
          random()*360, 28+random()*32, 58000+g*0.7, 58000+g*0.7+0.48,
          'ivo://\getConfig{ivoa}{authority}/vis?' || g,
          '\getConfig{web}{serverURL}/no-such/vis/' || g || '.tar'
        FROM generate_series(1, 1600) g
      </script>
    </make>
  </data>

  <table id="sources" onDisk="True" adql="True" mixin="//scs#q3cindex">
    <meta name="description">Synthetic radio sources.</meta>
    <column name="source_id" type="bigint" required="True" ucd="meta.id;meta.main"
      description="Identifier, above what a double holds"/>
    <column name="ra" type="double precision" unit="deg" ucd="pos.eq.ra;meta.main"
      description="RA"/>
    <column name="dec" type="double precision" unit="deg" ucd="pos.eq.dec;meta.main"
      description="Dec"/>
    <column name="flux_total" type="real" unit="mJy"
      ucd="phot.flux.density;em.radio.750-1500MHz" description="Total flux"/>
    <column name="flux_peak" type="real" unit="mJy/beam" ucd="phot.flux.density;stat.max"
      description="Peak flux, NULL where unresolved"/>
    <column name="name" type="unicode" ucd="meta.id" description="Name, some not ASCII, some NULL"/>
  </table>
  <data id="import_sources">
    <make table="sources">
      <script type="postCreation" lang="SQL" name="fill">
        SELECT setseed(0.5);
        INSERT INTO apertif_sample.sources (source_id, ra, dec, flux_total, flux_peak, name)
        SELECT 4295806720000000000 + g, random()*360, degrees(asin(random()*2-1)),
          exp(random()*6)::real,
          CASE WHEN mod(g, 5) = 0 THEN NULL ELSE exp(random()*6)::real END,
          CASE WHEN mod(g, 97) = 0 THEN 'β Ré ' || g WHEN mod(g, 89) = 0 THEN NULL
            WHEN g = 7 THEN 'O' || chr(39) || 'Neill' ELSE 'APTF J' || g END
        FROM generate_series(1, 50000) g
      </script>
    </make>
  </data>

  <!-- One column of each kind, with NULLs, and a description that must stay text. -->
  <table id="kinds" onDisk="True" adql="True">
    <meta name="description">A column of each kind.</meta>
    <column name="id" type="bigint" required="True" ucd="meta.id;meta.main" description="Id"/>
    <column name="small" type="smallint" ucd="instr.beam" description="Small, some NULL">
      <values nullLiteral="-1"/>
    </column>
    <column name="whole" type="integer" unit="pix" ucd="meta.number" description="Some NULL">
      <values nullLiteral="-999"/>
    </column>
    <column name="single" type="real" unit="Jy/beam" ucd="phot.flux" description="Single"/>
    <column name="twofold" type="double precision" unit="km/s" ucd="spect.dopplerVeloc"
      description="Double"/>
    <column name="flag" type="boolean" ucd="meta.code" description="True, false, NULL"/>
    <column name="word" type="unicode" ucd="meta.note"
      description="&lt;img src=x onerror=alert(1)&gt; and &quot;; import os"/>
    <column name="letter" type="char(1)" ucd="meta.code.class" description="One letter"/>
    <column name="moment" type="timestamp" ucd="time.epoch" description="A moment"/>
    <column name="pair" type="double precision[2]" unit="arcsec" ucd="pos"
      description="Two numbers"/>
  </table>
  <data id="import_kinds">
    <make table="kinds">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO apertif_sample.kinds
        SELECT 9007199254740993 + g, CASE WHEN mod(g, 7) = 0 THEN NULL ELSE mod(g, 100) END,
          CASE WHEN mod(g, 3) = 0 THEN NULL ELSE g * 1000 END,
          CASE WHEN mod(g, 11) = 0 THEN NULL ELSE g / 3.0 END, g * 0.1,
          CASE mod(g, 3) WHEN 0 THEN TRUE WHEN 1 THEN FALSE ELSE NULL END,
          CASE mod(g, 4) WHEN 0 THEN NULL WHEN 1 THEN '&lt;b&gt;ñ ' || g ELSE 'w' || g END,
          chr(65 + mod(g, 26)), timestamp '2019-07-01 12:00:00' + g * interval '1 hour',
          ARRAY[g * 1.0, g * -1.0]
        FROM generate_series(1, 500) g
      </script>
    </make>
  </data>
</resource>
