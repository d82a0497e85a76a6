/** The canonical form of a BCP 47 tag (`pt-br` -> `pt-BR`); undefined when it is none. */
export function canonicalLanguage(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
