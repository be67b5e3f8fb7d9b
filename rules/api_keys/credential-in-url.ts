import { rule } from '../../engine/rule.ts';
import { isPlaceholder } from '../tables/credentials.ts';

/** `scheme://user:password@host`, with the password in a group. Linear: every class excludes what follows it. */
const USERINFO = /\b[a-z][a-z\d+.-]{1,20}:\/\/([^\s:/?#@"'`<>]{0,100}):([^\s/?#@"'`]{3,200})@([^\s/"'`]+)/gi;

/** A quick look before the long one. */
const USERINFO_SHAPE = /:\/\/[^\s/?#@"'`<>]*:[^\s/?#@"'`]+@/;

interface Found {
  readonly host: string;
}

/** Filled in, so that this file holds no such URL itself. */
const FAKE = 's3cr3tPa55';

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: 'all',
  anchors: ['://'],
  summary: 'A password inside of a URL.',
  why: 'URLs end up in logs, process lists and error reports, and this one takes its password along.',
  remedy: 'Build the URL at run time from a looked-up password, or keep the whole URL in the environment.',
  notes:
    'References (`${DB_PASSWORD}`, `{password}`, `%s`), placeholders and the usual `user:password@` of documentation do not count. Passwords for `localhost`, and for hosts named like a service of a Compose file (`db`, `redis`, `postgres`), are a warning.',
  refs: ['CWE-798', 'CWE-522'],
  on: {
    *text({ text }, { language, inScope }) {
      if (!USERINFO_SHAPE.test(text) || (language === 'dotenv' && !inScope('env_templates'))) return;
      for (const match of text.matchAll(USERINFO)) {
        const [whole, user, password, host] = match as unknown as [string, string, string, string];
        if (
          isPlaceholder(password) ||
          /[${}%<>*[\]()]|^(?:password|passwd|pass|pwd|secret|token|user|x+|pw|key|api_?key)$/i.test(password)
        )
          continue;
        if (
          /example\.(?:com|org|net)|^host\b|your/i.test(host) ||
          /your|[<{$]/i.test(user) ||
          password.toLowerCase() === user.toLowerCase()
        )
          continue;
        const at = match.index + whole.lastIndexOf(`:${password}@`) + 1;
        const local =
          /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|db|redis|postgres|mysql|mongo|rabbitmq)(?::|$)/.test(host);
        yield {
          at: [at, at + password.length],
          data: { host: host.replace(/[^\w.:-].*$/, '') },
          ...(local ? { severity: 'warning' as const } : {}),
        };
      }
    },
  },
  message: ({ host }) =>
    `The URL of \`${host}\` holds its password. Build it at run time from a looked-up value, and change the password.`,
  examples: [
    {
      language: 'python',
      bad: `DSN = "postgresql://trader:${FAKE}@db.internal:5432/ticks"\n                           ~~~~~~~~~~`,
    },
    { language: 'yaml', bad: `url: redis://:${FAKE}@cache.internal:6379/0\n              ~~~~~~~~~~` },
    {
      language: 'python',
      good: `DSN = "postgresql://user:password@localhost/db"\nURL = f"https://{user}:{password}@host/x"`,
    },
  ],
});
