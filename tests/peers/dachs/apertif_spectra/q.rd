<resource schema="apertif_spectra" resdir="apertif_spectra">
  <meta name="title">Apertif spectra (synthetic)</meta>
  <meta name="creationDate">2026-11-26T00:00:00Z</meta>
  <meta name="description">Synthetic metadata of HI spectra, without files behind them; a local
    peer for the tests of esap-jupyter.</meta>
  <meta name="subject">h-i-line-emission</meta>
  <meta name="creator">Test, A.</meta>
  <meta name="instrument">Apertif</meta>
  <meta name="facility">WSRT</meta>
  <meta name="type">Survey</meta>
  <meta name="contentLevel">Research</meta>
  <meta name="ssap.dataSource">pointed</meta>
  <meta name="ssap.creationType">archival</meta>
  <meta name="ssap.testQuery">MAXREC=1</meta>
  <meta name="productType">spectrum</meta>

  <table id="raw" onDisk="True" adql="hidden" namePath="//ssap#instance">
    <LOOP listItems="ssa_dateObs ssa_dstitle ssa_targname ssa_specstart ssa_specend ssa_pubDID">
      <events><column original="\item"/></events>
    </LOOP>
    <column name="accref" type="text" description="Where the file would be"/>
    <mixin>//ssap#plainlocation</mixin>
  </table>
  <data id="import">
    <recreateAfter>make_view</recreateAfter>
    <make table="raw">
      <script type="postCreation" lang="SQL" name="fill">
        INSERT INTO apertif_spectra.raw
          (accref, ssa_dateObs, ssa_dstitle, ssa_targname, ssa_specstart, ssa_specend, ssa_pubDID,
           ssa_location)
        SELECT 'no-such/spectrum/' || g, 58000 + g, 'Spectrum ' || g,
          CASE g WHEN 7 THEN 'O' || chr(39) || 'Neill' ELSE 'S' || g END,
          CASE WHEN mod(g, 2) = 0 THEN 0.20 ELSE 0.22 END,
          CASE WHEN mod(g, 2) = 0 THEN 0.21 ELSE 0.24 END,
          'ivo://\getConfig{ivoa}{authority}/spectrum?' || g,
          spoint(radians(175 + mod(g, 20) * 0.5), radians(40 + (g / 20) * 0.5))
        FROM generate_series(1, 400) g
      </script>
    </make>
  </data>

  <table id="data" onDisk="True" adql="True">
    <meta name="description">HI spectra, one row each.</meta>
    <mixin sourcetable="raw" copiedcolumns="ssa_*"
      accref="accref" owner="NULL" embargo="NULL" mime="'application/fits'" accsize="NULL"
      ssa_aperture="0.01" ssa_fluxunit="'Jy'" ssa_spectralunit="'m'" ssa_bandpass="'Radio'"
      ssa_collection="'Apertif spectra'" ssa_fluxcalib="'ABSOLUTE'" ssa_fluxucd="'phot.flux.density;em.radio'"
      ssa_speccalib="'ABSOLUTE'" ssa_spectralucd="'em.wl'" ssa_targclass="'galaxy'"
      >//ssap#view</mixin>
  </table>
  <data id="make_view" auto="False">
    <make table="data"/>
  </data>

  <service id="ssa" allowed="ssap.xml">
    <meta name="shortName">apspec ssa</meta>
    <meta name="ssap.complianceLevel">minimal</meta>
    <publish render="ssap.xml" sets="ivo_managed"/>
    <ssapCore queriedTable="data">
      <FEED source="//ssap#hcd_condDescs"/>
    </ssapCore>
  </service>
</resource>
