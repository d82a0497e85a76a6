/**
 * The detector's data knows Malay and not Indonesian, and takes one for the other: to their customers they are
 * two languages. Everyday words that only one of them uses tell them apart.
 */
const INDONESIAN = words(
  `aja bagus banget barusan beda bikin bisa butuh celana cewek cowok dapet deh dong enggak gak gan garansi gimana
  gratis gue ingin kak kakak kantor kaos kapan karena kayak kebesaran kekecilan kemarin kirimin kok kualitas kurir
  loh makasih menit merek mobil ngga nggak ongkir pakaian pengiriman resi rusak saja sampe sepatu siang sih silakan
  sis sudahkah tas terimakasih toko uang udah yah yuk`,
);
const MALAY = words(
  `akaun awak beg bilakah cawangan cik dah dihantar dihantarkan encik hantar hantarkan jenama kasut kedai kenderaan
  kerana kereta kualiti minit nak ni pejabat penghantaran puan ringgit rosak sahaja saiz seluar takde tempahan tengok
  telefon tu wang waranti parsel`,
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/** Indonesian, Malay, or undefined where nothing in the text decides. */
export function malayOrIndonesian(text: string): 'id' | 'ms' | undefined {
  let balance = 0;
  for (const word of text.toLowerCase().split(/[^\p{L}]+/u)) {
    if (INDONESIAN.has(word)) balance += 1;
    if (MALAY.has(word)) balance -= 1;
  }
  if (balance === 0) return undefined;
  return balance > 0 ? 'id' : 'ms';
}
