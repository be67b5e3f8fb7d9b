import { rule } from '../../engine/rule.ts';

const BEGIN = /-----BEGIN (?:(RSA|DSA|EC|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----/g;

export default rule<{ readonly kind: string }>({
  severity: 'critical',
  confidence: 'high',
  languages: 'all',
  anchors: ['-----begin'],
  summary: 'A private key in the repository.',
  why: 'Who holds the private key is you, as far as every server and exchange can tell.',
  remedy:
    'Generate a new pair, keep the private half outside of the repository (a secret store, a mounted file), and withdraw the old public half everywhere.',
  notes:
    'A header without a key behind it (a parser that looks for the words) does not count. An encrypted key is a warning: its passphrase is all that protects it.',
  refs: ['CWE-321'],
  controls: ['SOC2 CC6.1'],
  on: {
    *text({ text }) {
      for (const match of text.matchAll(BEGIN)) {
        const body = text.slice(match.index + match[0].length, match.index + match[0].length + 400);
        if (
          !/^(?:\\r|\\n|["'+,\s\\])*(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\n]*\s*)*[A-Za-z0-9+/]{24}[A-Za-z0-9+/=\\\s"'+,]{30}/.test(
            body,
          ) ||
          /example/i.test(body)
        )
          continue;
        const encrypted = match[1] === 'ENCRYPTED' || /Proc-Type: 4,ENCRYPTED/.test(body);
        yield {
          at: [match.index, match.index + match[0].length],
          data: { kind: encrypted ? 'An encrypted private key' : 'A private key' },
          ...(encrypted ? { severity: 'warning' as const } : {}),
        };
      }
    },
  },
  message: ({ kind }) =>
    `${kind} stands in the repository. Replace the pair, and keep the new private key outside of it.`,
  examples: [
    {
      language: 'text',
      path: 'server.pem',
      bad: `-----BEGIN RSA PRIVATE KEY-----\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\nMIIEfakefakefakefakefakefakefakefakefakefakefakefakefakefakefake\n-----END RSA PRIVATE KEY-----`,
    },
    { language: 'python', good: `HEADER = "-----BEGIN PRIVATE KEY-----"\nif HEADER in text: reject()` },
  ],
});
