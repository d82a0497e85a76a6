import 'reflect-metadata';
import { EmailField, LanguageField, NameField, TextField } from './fields.js';
import { InputPipe } from './validation.js';

class Typed {
  @NameField()
  name: string;

  @EmailField({ optional: true })
  email?: string;

  @LanguageField({ optional: true })
  language?: string;

  @TextField({ max: 3, optional: true })
  line?: string;

  @TextField({ max: 3, multiline: true, optional: true })
  lines?: string;
}

const pipe = new InputPipe();
const read = (body: object) => pipe.transform({ name: 'Ann', ...body }, { type: 'body', metatype: Typed });
const refused = (body: object) =>
  read(body).then(
    () => undefined,
    (error: { code: string; extras: { errors: unknown[] } }) => ({ code: error.code, ...error.extras }),
  );

describe('what people type', () => {
  it('arrives in the form that is stored', async () => {
    await expect(read({ name: ' \u202AAnn ', email: 'Ann@EXÄMPLE.com' })).resolves.toMatchObject({
      name: 'Ann',
      email: 'ann@xn--exmple-cua.com',
    });
    await expect(read({ lines: 'a\n\t', language: 'zh-TW' })).resolves.toMatchObject({ lines: 'a\n\t' });
  });

  it.each([
    [{ name: 7 }, 'not_a_string', 'text'],
    [{ name: ' ' }, 'wrong_length', '1 to 100'],
    [{ name: 'x'.repeat(101) }, 'wrong_length', '1 to 100'],
    [{ name: '\u200B' }, 'wrong_format', 'Invisible characters are not allowed here (U+200B)'],
    [{ name: '\uFE0F' }, 'wrong_format', 'U+FE0F'],
    [{ name: 'a\u202Eb' }, 'wrong_format', 'text direction'],
    [{ name: 'a\u0085b' }, 'wrong_format', 'U+0085'],
    [{ line: 'a\nb' }, 'wrong_format', 'U+000A'],
    [{ line: 'a\u0085' }, 'wrong_format', 'U+0085'],
    [{ lines: 'a\u0085' }, 'wrong_format', 'U+0085'],
    [{ line: 'abcd' }, 'wrong_length', '1 to 3'],
    [{ language: 'en_US' }, 'not_a_language', 'The value must be a language tag like es or pt-BR'],
    [{ language: 'und' }, 'not_a_language', 'language tag'],
  ])('%j is refused with its code and its reason', async (body, code, reason) => {
    const [path] = Object.keys(body);
    await expect(refused(body)).resolves.toEqual({
      code: 'request.invalid',
      errors: [{ path, code, message: expect.stringContaining(reason) }],
    });
  });

  it('names an unsupported address on top where it is the only fault', async () => {
    const fault = { path: 'email', code: 'email.unsupported', message: 'IP addresses are not supported' };
    await expect(refused({ email: 'a@127.0.0.1' })).resolves.toEqual({
      code: 'email.unsupported',
      errors: [fault],
    });
    await expect(refused({ email: 'a@127.0.0.1', line: '' })).resolves.toMatchObject({
      code: 'request.invalid',
      errors: expect.arrayContaining([fault]),
    });
  });
});
