import { Advice } from './advice.mjs';
import { services } from './services.mjs';

/** How `npm start` is called, in one line. */
export const usage = 'usage: npm start -- [--replicas <service>=<count>] [--reset]';

/** The arguments of `npm start`. */
export function startOptions(args) {
  const options = { replicas: {}, reset: false };
  const rest = [...args];
  while (rest.length > 0) {
    const [option, inline] = rest.shift().split(/=(.*)/s);
    if (option === '--reset') options.reset = true;
    else if (option === '--replicas') Object.assign(options.replicas, replicas(inline ?? rest.shift()));
    else throw new Advice(`${option} is not known; ${usage}`);
  }
  return options;
}

function replicas(text = '') {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [service, count] = part.split('=');
      if (!services.includes(service) || !/^[1-9]$/.test(count ?? '')) {
        throw new Advice(`"${part}" should be one of ${services.join(', ')}, "=", and 1 to 9; ${usage}`);
      }
      return [service, Number(count)];
    }),
  );
}
