import { isTransient, InvalidEventError, TransientError } from './consumer-errors.js';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('what is worth waiting for', () => {
  it.each([
    ['what a handler says', new TransientError('away')],
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a database that is starting', withCode('57P03')],
    ['a deadlock', withCode('40P01')],
    ['Redis gone', new Error('Connection is closed.')],
    ['Redis slow', new Error('Command timed out')],
    ['Redis loading', new Error('LOADING Redis is loading the dataset in memory')],
    ['a Redis replica', new Error("READONLY You can't write against a read only replica.")],
    ['a fetch whose cause is the network', new TypeError('fetch failed', { cause: withCode('ECONNRESET') })],
    ['another service that does not answer', Object.assign(new Error('x'), { status: 503 })],
    ['a wrapped one', new Error('outer', { cause: new TransientError('inner') })],
  ])('%s', (_, error) => expect(isTransient(error)).toBe(true));

  it.each([
    ['a bug', new TypeError('undefined is not a function')],
    ['an answer that will not change', Object.assign(new Error('x'), { status: 409 })],
    ['a unique key', withCode('23505')],
    ['an invalid event', new InvalidEventError('event.unknown_shop')],
    ['no error at all', 'text'],
    ['nothing', undefined],
  ])('not %s', (_, error) => expect(isTransient(error)).toBe(false));
});
