import { expect, test } from 'vitest';
import { nameFrom, nameProblem } from '../../../labextension/src/kernel';

test.each(['m31', '_', 'étoile', 'ﬁeld', 'match', '天'])('%j can be a name', name => {
  expect(nameProblem(name)).toBeNull();
});

test.each(['', 'a b', 'class', '1a', 'a.b', 'x\n', 'x; import os', 'None', '__name__', 'a-b'])(
  '%j cannot be a name',
  name => {
    expect(nameProblem(name)).not.toBeNull();
  }
);

test.each([
  ['M31', 'm31'],
  ['M 31 · 0.5°', 'm_31_0_5'],
  ['3C 273', 'result_3c_273'],
  ['class', 'class_'],
  ["O'Neill <b>", 'o_neill_b'],
  ['天', 'result'],
  ['', 'result']
])('the name for %j is %j', (text, name) => {
  expect(nameFrom(text)).toBe(name);
  expect(nameProblem(nameFrom(text))).toBeNull();
});
