<resource schema="apertif_images" resdir="apertif_images">
  <meta name="title">Apertif images (synthetic)</meta>
  <meta name="creationDate">2026-11-22T00:00:00Z</meta>
  <meta name="description">Tiny real FITS files shaped like an Apertif imaging release; a
    local peer for the tests of esap-jupyter.</meta>
  <meta name="subject">radio-continuum-emission</meta>
  <meta name="creator">Test, A.</meta>
  <meta name="instrument">Apertif</meta>
  <meta name="facility">WSRT</meta>
  <meta name="type">Survey</meta>
  <meta name="contentLevel">Research</meta>

  <table id="continuum" onDisk="True" adql="True">
    <meta name="description">Continuum images, one row per target and compound beam.</meta>
    <mixin>//siap#pgs</mixin>
    <mixin
      calibLevel="2" collectionName="'Apertif images'" targetName="target"
      obsId="obsid" fov="fov" tMin="t_min" tMax="t_max" expTime="(t_max-t_min)*86400"
      polStates="'/I/'" oUCD="'phot.flux.density;em.radio.750-1500MHz'"
      sResolution="15" facilityName="'WSRT'" instrumentName="'Apertif'" emUCD="'em.freq'"
      accessURL="access_url" mime="'application/x-votable+xml;content=datalink'"
      createDIDIndex="True">//obscore#publishSIAP</mixin>
    <column name="obsid" type="text" ucd="meta.id;obs" tablehead="Obs. ID" required="True" description="Observation (task) id, YYMMDDNNN"/>
    <column name="target" type="text" ucd="meta.id;src" description="Name of the pointing"/>
    <column name="beam" type="smallint" required="True" ucd="instr.beam" description="Compound beam number, 0..39"/>
    <column name="ra" type="double precision" unit="deg" ucd="pos.eq.ra;meta.main" description="ICRS right ascension of the image centre"/>
    <column name="dec" type="double precision" unit="deg" ucd="pos.eq.dec;meta.main" description="ICRS declination of the image centre"/>
    <column name="fov" type="double precision" unit="deg" ucd="phys.angSize;instr.fov" description="Field of view"/>
    <column name="central_frequency" type="double precision" unit="MHz" ucd="em.freq" description="Central frequency"/>
    <column name="bandwidth" type="double precision" unit="MHz" ucd="instr.bandwidth" description="Bandwidth"/>
    <column name="rms_noise" type="real" unit="Jy/beam" ucd="stat.stdev;phot.flux.density" description="Image noise"/>
    <column name="bmaj" type="real" unit="arcsec" ucd="phys.angSize.smajAxis" description="Major axis of the synthesised beam"/>
    <column name="t_min" type="double precision" unit="d" ucd="time.start;obs.exposure" xtype="mjd" description="Start (MJD)"/>
    <column name="t_max" type="double precision" unit="d" ucd="time.end;obs.exposure" xtype="mjd" description="End (MJD)"/>
    <column name="obs_start" type="timestamp" ucd="time.start" description="Start (ISO)"/>
    <column name="dataproduct_type" type="text" ucd="meta.code.class" description="Product type"/>
    <column name="access_url" type="text" ucd="meta.ref.url" description="DataLink document of this image" displayHint="type=url"/>
    <index columns="ra,dec" kind="q3c"/>
    <index columns="obsid"/>
    <index columns="target"/>
    <index columns="t_min"/>
  </table>

  <data id="import">
    <sources pattern="data/*.fits"/>
    <fitsProdGrammar qnd="True">
      <rowfilter procDef="//products#define">
        <bind key="table">"\schema.continuum"</bind>
        <bind key="mime">"image/fits"</bind>
      </rowfilter>
    </fitsProdGrammar>
    <make table="continuum">
      <rowmaker>
        <apply procDef="//siap#computePGS"/>
        <apply procDef="//siap#setMeta">
          <bind key="title">"%s beam %02d"%(@OBJECT, int(@BEAM))</bind>
          <bind key="instrument">"Apertif"</bind>
          <bind key="dateObs">(float(@MJD_OBS)+float(@MJD_END))/2</bind>
          <bind key="bandpassId">"L"</bind>
          <bind key="bandpassRefval">299792458./float(@FREQ)</bind>
          <bind key="bandpassLo">299792458./(float(@FREQ)+75e6)</bind>
          <bind key="bandpassHi">299792458./(float(@FREQ)-75e6)</bind>
          <bind key="pixflags">"F"</bind>
        </apply>
        <map key="obsid">str(@OBSID).strip()</map>
        <map key="target">str(@OBJECT).strip()</map>
        <map key="beam">int(@BEAM)</map>
        <map key="ra">float(@CRVAL1)</map>
        <map key="dec">float(@CRVAL2)</map>
        <map key="fov">float(@NAXIS1)*abs(float(@CDELT1))</map>
        <map key="central_frequency">float(@FREQ)/1e6</map>
        <map key="bandwidth">float(@BANDW)/1e6</map>
        <map key="rms_noise">float(@RMS)</map>
        <map key="bmaj">float(@BMAJ)*3600</map>
        <map key="t_min">float(@MJD_OBS)</map>
        <map key="t_max">float(@MJD_END)</map>
        <map key="obs_start">parseTimestamp(str(@DATE_OBS))</map>
        <map key="dataproduct_type">"image"</map>
        <map key="access_url">"\getConfig{web}{serverURL}/apertif_images/q/dl/dlmeta?ID="+urllib.parse.quote(getStandardPubDID(@prodtblPath), "")</map>
      </rowmaker>
    </make>
  </data>

  <service id="dl" allowed="dlmeta,dlget,dlasync">
    <meta name="title">Apertif images datalink/SODA</meta>
    <datalinkCore>
      <descriptorGenerator procDef="//soda#fits_genDesc" name="gen">
        <bind key="accrefPrefix">"apertif_images/data"</bind>
      </descriptorGenerator>
      <FEED source="//soda#fits_standardDLFuncs"/>
      <metaMaker semantics="#auxiliary">
        <code>
          yield descriptor.makeLink("\getConfig{web}{serverURL}/apertif_images/q/cone/info",
            description="Survey documentation (linked)", contentType="text/html")
        </code>
      </metaMaker>
    </datalinkCore>
  </service>

  <service id="cone" allowed="scs.xml,form">
    <meta name="title">Apertif images cone search</meta>
    <meta name="shortName">apsmp scs</meta>
    <meta name="testQuery.ra">180</meta><meta name="testQuery.dec">40</meta><meta name="testQuery.sr">1</meta>
    <publish render="scs.xml" sets="ivo_managed"/>
    <scsCore queriedTable="apertif_sample/q#sources"><FEED source="//scs#coreDescs"/></scsCore>
  </service>

  <service id="sia1" allowed="siap.xml,form">
    <meta name="title">Apertif images SIAP1</meta>
    <meta name="shortName">apsmp sia</meta>
    <meta name="sia.type">Pointed</meta>
    <meta name="testQuery.pos.ra">180</meta><meta name="testQuery.pos.dec">40</meta>
    <meta name="testQuery.size.ra">1</meta><meta name="testQuery.size.dec">1</meta>
    <publish render="siap.xml" sets="ivo_managed"/>
    <dbCore queriedTable="continuum">
      <condDesc original="//siap#protoInput"/>
      <condDesc original="//siap#humanInput"/>
    </dbCore>
  </service>
</resource>
