import { badInputs } from '@switchboard/testing';

it('refuses bad values of every field of every body and query, with a reason in words', async () => {
  const { fields, unrefused, vague } = await badInputs(new URL('../src/', import.meta.url));
  expect(fields).toBeGreaterThan(5);
  expect(unrefused).toEqual([]);
  expect(vague).toEqual([]);
});
