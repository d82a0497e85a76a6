import { until } from '@switchboard/testing';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail as it arrived. */
export interface CaughtMail {
  to: string;
  headers: string;
  subject: string;
  text: string;
  html: string;
  /** From the link. */
  token: string;
}

/** A small SMTP server: takes every mail, or refuses while `refusing` is true. */
export class MailCatcher {
  readonly mails: CaughtMail[] = [];
  refusing = false;
  private readonly seen = new Set<CaughtMail>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.converse(socket));
  }

  static async start(): Promise<MailCatcher> {
    const catcher = new MailCatcher(createServer());
    await new Promise<void>((resolve) => catcher.server.listen(0, '127.0.0.1', resolve));
    return catcher;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next mail to this address that was not read yet. */
  async next(address: string): Promise<CaughtMail> {
    const mail = await until(
      () => this.mails.find((one) => one.to.toLowerCase() === address.toLowerCase() && !this.seen.has(one)),
      {
        describe: `a mail to ${address}`,
      },
    );
    this.seen.add(mail);
    return mail;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private converse(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const say = (line: string) => socket.write(`${line}\r\n`);
    let rest = '';
    let to = '';
    let content: string | undefined;
    const command = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') to = /<(.*)>/.exec(line)![1]!;
      if (verb === 'RCPT' && this.refusing) return void say('451 4.3.0 not now');
      if (verb === 'DATA') {
        content = '';
        return void say('354 go on');
      }
      say(verb === 'QUIT' ? '221 bye' : '250 ok');
      if (verb === 'QUIT') socket.end();
    };
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (content === undefined) command(line);
        else if (line === '.') {
          this.mails.push(read(to, content));
          content = undefined;
          say('250 taken');
        } else content += `${line.replace(/^\.\./, '.')}\r\n`;
      }
    });
    say('220 catcher');
  }
}

function read(to: string, content: string): CaughtMail {
  const [headers = '', body = ''] = splitHeaders(content);
  const boundary = /boundary="([^"]+)"/.exec(headers)![1]!;
  const parts = body.split(`--${boundary}`).map((part) => splitHeaders(part.replace(/^\r\n/, '')));
  const part = (type: string) => decodePart(parts.find(([head]) => head?.includes(type))!);
  const text = part('text/plain');
  return {
    to,
    headers,
    subject: decodeWords(unfold(/^Subject: ((?:.|\r\n[ \t])*)/m.exec(headers)![1]!)),
    text,
    html: part('text/html'),
    token: /[#?&]token=([\w-]+)/.exec(text)![1]!,
  };
}

const unfold = (text: string): string => text.replace(/\r\n[ \t]+/g, ' ');

function splitHeaders(text: string): [string, string] {
  const at = text.indexOf('\r\n\r\n');
  return [text.slice(0, at), text.slice(at + 4)];
}

function decodePart([head, body]: [string, string]): string {
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body;
  return decodeQuoted(body.replace(/=\r\n/g, ''));
}

const decodeQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replace(/_/g, ' ')),
    );
}
