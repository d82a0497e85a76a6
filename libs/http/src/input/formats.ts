const time = /^([12]\d{3})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):([0-5]\d)(\.\d{1,9})?(Z|[+-](\d{2}):(\d{2}))$/;

/** RFC 3339 with a day that exists: Date would turn 31 February into 3 March, PostgreSQL would fail. */
export function isRfc3339(value: unknown): boolean {
  const parts = typeof value === 'string' ? time.exec(value) : null;
  if (!parts) return false;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const offset = parts[9] === undefined || (Number(parts[9]) <= 14 && Number(parts[10]) < 60);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth && hour < 24 && minute < 60 && offset;
}
