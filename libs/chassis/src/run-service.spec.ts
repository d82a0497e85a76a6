import { jest } from '@jest/globals';
import { EnvironmentError } from './environment.js';
import { runService } from './run-service.js';

describe('a service that cannot start', () => {
  const startWith = async (environment: () => never) => {
    let text = '';
    const write = jest
      .spyOn(process.stderr, 'write')
      .mockImplementation((chunk) => !!(text += String(chunk)));
    const exit = jest.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
    await runService({ name: 'team', environment, module: () => class {}, extensions: [] });
    const codes = exit.mock.calls.map(([code]) => code);
    write.mockRestore();
    exit.mockRestore();
    return { text, codes };
  };

  it('names every wrong variable and ends with 1', async () => {
    const problems = [{ variable: 'REDIS_URL', message: 'is missing' }];
    const { text, codes } = await startWith(() => {
      throw new EnvironmentError(problems);
    });
    expect(text).toBe('team did not start. The environment is not usable:\n  REDIS_URL: is missing\n');
    expect(codes).toEqual([1]);
  });

  it('says which port is taken and what to do, without a stack', async () => {
    const { text } = await startWith(() => {
      throw Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', port: 3002 });
    });
    expect(text).toBe(
      'team did not start. Port 3002 is taken: end what listens there, or set PORT to another one.\n',
    );
  });
});
