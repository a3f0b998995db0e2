/** The words of ADQL 2.1. */

/** Keywords, as they are completed. */
export const KEYWORDS =
  'ALL AND AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT IS JOIN LEFT LIKE NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP UNION USING WHEN WHERE WITH'.split(
    ' '
  );

/** Functions of the language, with what they take. */
export const FUNCTIONS: { [name: string]: string } = {
  ABS: 'x',
  ACOS: 'x',
  AREA: 'region',
  ASIN: 'x',
  ATAN: 'x',
  ATAN2: 'y, x',
  AVG: 'x',
  BOX: 'ra, dec, width, height',
  CAST: 'value AS type',
  CEILING: 'x',
  CENTROID: 'region',
  CIRCLE: 'ra, dec, radius',
  COALESCE: 'a, b, …',
  CONTAINS: 'shape, region',
  COORD1: 'point',
  COORD2: 'point',
  COS: 'x',
  COUNT: '* or x',
  DEGREES: 'x',
  DISTANCE: 'point, point',
  EXP: 'x',
  FLOOR: 'x',
  INTERSECTS: 'region, region',
  IN_UNIT: "x, 'unit'",
  LOG: 'x',
  LOG10: 'x',
  LOWER: 'text',
  MAX: 'x',
  MIN: 'x',
  MOD: 'a, b',
  PI: '',
  POINT: 'ra, dec',
  POLYGON: 'ra, dec, ra, dec, ra, dec, …',
  POWER: 'x, y',
  RADIANS: 'x',
  RAND: '',
  REGION: "'STC-S'",
  ROUND: 'x, digits',
  SIN: 'x',
  SQRT: 'x',
  SUM: 'x',
  TAN: 'x',
  TRUNCATE: 'x, digits',
  UPPER: 'text'
};
