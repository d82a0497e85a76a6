import { isVague, problemCatalogue } from '@switchboard/testing';

/** "`errors` holds every fault of the input, each with its code and its reason in words, at most 50." */
export function inputFaultsOf(body: unknown, code: string): string {
  const { errors = [] } = body as { errors?: Array<{ path: string; code: string; message: string }> };
  if (errors.length === 0 || errors.length > 50) return `${errors.length} faults`;
  const bad = errors.find(({ message, path }) => isVague(message) || path.length > 201);
  if (bad) return `no reason in ${JSON.stringify(bad)}`;
  const own = errors.length === 1 && errors[0]!.code in problemCatalogue ? errors[0]!.code : undefined;
  if (own) return code === own ? '' : `${code} where ${own} is the only fault`;
  return /^request\.(invalid|unknown_field)$/.test(code) ? '' : `${code} on top of ${errors.length} faults`;
}
