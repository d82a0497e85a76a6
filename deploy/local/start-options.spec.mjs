import { startOptions } from './start-options.mjs';

describe('the arguments of npm start', () => {
  test('instances per service, and a fresh beginning', () => {
    expect(startOptions([])).toEqual({ replicas: {}, reset: false });
    expect(startOptions(['--replicas', 'routing=4,team=2', '--reset'])).toEqual({
      replicas: { routing: 4, team: 2 },
      reset: true,
    });
    expect(startOptions(['--replicas=routing=2', '--replicas=identity=3'])).toEqual({
      replicas: { routing: 2, identity: 3 },
      reset: false,
    });
  });

  test.each([
    [['--replicas']],
    [['--replicas', 'routing']],
    [['--replicas', 'mail=2']],
    [['--replicas', 'team=0']],
    [['--fast']],
  ])('%s is answered with the usage', (args) =>
    expect(() => startOptions(args)).toThrow(
      /usage: npm start -- \[--replicas <service>=<count>\] \[--reset\]$/,
    ),
  );
});
