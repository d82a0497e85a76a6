/**
 * Whether a nickname has to pass the platform's review before anybody sees it. Article: "Some names may trigger
 * platform review, which will show under review status, and it will not take effect until the review is passed."
 */
export function needsReview(nickname: string): boolean {
  return carriesContact(nickname) || claimsToBeSomebody(nickname);
}

const LINK =
  /(https?:|www\s*\.|\b[\p{L}\d-]+\s*\.\s*(com|net|org|info|biz|shop|store|online|site|link|io|me|ly|co|app|xyz)\b)/iu;
const ADDRESS = /@|\b(at)\s+\S+\s+(dot)\b/iu;
const PHONE_DIGITS = 7;

function carriesContact(nickname: string): boolean {
  const digits = nickname.match(/\p{Nd}/gu)?.length ?? 0;
  return LINK.test(nickname) || ADDRESS.test(nickname) || digits >= PHONE_DIGITS;
}

/** Words that name the platform, its staff or an institution, as whole words. */
const CLAIMED_WORDS = new Set(
  [
    'switchboard tiktok official oficial resmi verified admin administrator admins moderator mod staff team support',
    'helpdesk hotline system platform security compliance police policia polisi bank banco government ministry',
    'customs court lawyer attorney notary tax visa mastercard paypal amazon google facebook whatsapp instagram',
  ]
    .join(' ')
    .split(' '),
);
/** Names that are claimed even inside another word or with blanks between the letters. */
const CLAIMED_ANYWHERE = ['switchboard', 'tiktok', 'official', 'administrator', 'customerservice', 'paypal'];
const CLAIMED_SCRIPTS = /官方|客服|平台|管理员|警察|银行|ทางการ|เจ้าหน้าที่|แอดมิน|公式/u;

function claimsToBeSomebody(nickname: string): boolean {
  if (CLAIMED_SCRIPTS.test(nickname)) return true;
  const plain = skeleton(nickname);
  const letters = plain.replaceAll(/[^a-z]/g, '');
  return (
    CLAIMED_ANYWHERE.some((name) => letters.includes(name)) ||
    plain.split(/[^a-z]+/).some((word) => CLAIMED_WORDS.has(word))
  );
}

/** Letters and digits that are drawn like Latin letters. */
const LOOKALIKES: Record<string, string> = Object.fromEntries(
  [
    ['a', 'аαɑ4@'],
    ['b', 'вβьЬ8'],
    ['c', 'сϲ'],
    ['d', 'ԁɗ'],
    ['e', 'еєε3ҽ'],
    ['g', 'ɡց9'],
    ['h', 'һн'],
    ['i', 'іιı1!|ӏ'],
    ['j', 'јϳ'],
    ['k', 'кκ'],
    ['l', 'ⅼ'],
    ['m', 'мⅿ'],
    ['n', 'пη'],
    ['o', 'оοσ0ө'],
    ['p', 'рρ'],
    ['q', 'ԛ'],
    ['r', 'гʀ'],
    ['s', 'ѕ5$'],
    ['t', 'тτ7+'],
    ['u', 'υцս'],
    ['v', 'ѵν'],
    ['w', 'ԝωш'],
    ['x', 'хχ'],
    ['y', 'уγү'],
    ['z', 'ᴢ2'],
  ].flatMap(([letter = '', drawnAlike = '']) => [...drawnAlike].map((character) => [character, letter])),
);

/** The name as the eye reads it: lower case, no accents, look-alike letters and digits as Latin ones. */
function skeleton(nickname: string): string {
  const bare = nickname.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return [...bare].map((character) => LOOKALIKES[character] ?? character).join('');
}
