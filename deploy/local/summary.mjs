/** What a newcomer needs once all is up. */
export function summary({ url, infrastructure, demo, instances }) {
  const lines = [
    ['Switchboard', url],
    [
      'API reference',
      ['identity', 'team', 'routing', 'translation'].map((name) => `${url}/docs/${name}`).join('  '),
    ],
    ['Mail', infrastructure.mailUrl],
    ['Services', instances.map(({ name, port }) => `${name} ${port}`).join(', ')],
    ['Translator', infrastructure.apertiumUrl ? 'Apertium' : 'pseudo: texts are marked, not translated'],
    ...(demo?.logins ?? []).map(({ role, email, password }) => [`Demo ${role}`, `${email}  ${password}`]),
    ...(demo
      ? [
          ['Demo shop', demo.shopId],
          ['Demo API key', demo.apiKey],
        ]
      : []),
    ['Logs', '.local/logs/<service>.log'],
  ];
  const rows = lines.map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return `\n${rows.join('\n')}\n\n  npm run demo tells the whole story in another terminal. Ctrl-C stops all of it; the data stays.\n\n`;
}
