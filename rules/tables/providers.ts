import { isPlaceholder } from './credentials.ts';

/** A vendor's token format. The source of each is the vendor's own documentation. */
export interface Provider {
  readonly name: string;
  /** Stem of the environment variable that usually holds it. */
  readonly variable: string;
  readonly pattern: RegExp;
}

/** Every pattern is linear: no repetition inside a repetition. */
export const providers: readonly Provider[] = [
  { name: 'AWS access key id', variable: 'AWS_ACCESS_KEY_ID', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/ },
  {
    name: 'GitHub token',
    variable: 'GITHUB_TOKEN',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,255})\b/,
  },
  { name: 'GitLab token', variable: 'GITLAB_TOKEN', pattern: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { name: 'Slack token', variable: 'SLACK_TOKEN', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  {
    name: 'Slack webhook',
    variable: 'SLACK_WEBHOOK_URL',
    pattern: /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/,
  },
  { name: 'Stripe key', variable: 'STRIPE_API_KEY', pattern: /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/ },
  { name: 'Anthropic key', variable: 'ANTHROPIC_API_KEY', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/ },
  {
    name: 'OpenAI key',
    variable: 'OPENAI_API_KEY',
    pattern: /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/,
  },
  { name: 'Google API key', variable: 'GOOGLE_API_KEY', pattern: /\bAIza[A-Za-z0-9_-]{35}/ },
  { name: 'Google OAuth secret', variable: 'GOOGLE_CLIENT_SECRET', pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}/ },
  { name: 'Telegram bot token', variable: 'TELEGRAM_BOT_TOKEN', pattern: /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/ },
  { name: 'npm token', variable: 'NPM_TOKEN', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: 'PyPI token', variable: 'PYPI_TOKEN', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/ },
  { name: 'SendGrid key', variable: 'SENDGRID_API_KEY', pattern: /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}/ },
  { name: 'Twilio key', variable: 'TWILIO_API_KEY', pattern: /\bSK[0-9a-f]{32}\b/ },
  { name: 'Hugging Face token', variable: 'HF_TOKEN', pattern: /\bhf_[A-Za-z0-9]{30,}\b/ },
  {
    name: 'JSON Web Token',
    variable: 'JWT',
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/,
  },
  { name: 'Vault token', variable: 'VAULT_TOKEN', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/ },
  { name: 'DigitalOcean token', variable: 'DIGITALOCEAN_TOKEN', pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/ },
  { name: 'Databricks token', variable: 'DATABRICKS_TOKEN', pattern: /\bdapi[0-9a-f]{32}\b/ },
  { name: 'Shopify token', variable: 'SHOPIFY_TOKEN', pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/ },
  {
    name: 'Square token',
    variable: 'SQUARE_ACCESS_TOKEN',
    pattern: /\b(?:sq0atp-[A-Za-z0-9_-]{22}|sq0csp-[A-Za-z0-9_-]{43})\b/,
  },
  { name: 'age secret key', variable: 'AGE_SECRET_KEY', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/ },
  {
    name: 'Discord webhook',
    variable: 'DISCORD_WEBHOOK_URL',
    pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,}/,
  },
  {
    name: 'Telegram bot URL',
    variable: 'TELEGRAM_BOT_TOKEN',
    pattern: /api\.telegram\.org\/bot\d{8,10}:[A-Za-z0-9_-]{35}/,
  },
];

/** How tokens begin: a quick look before the long one. */
export const TOKEN_START =
  /A[KSB]IA|ACCA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|hooks\.slack|[sr]k_(?:live|test)_|\bsk-|AIza|GOCSPX|\b\d{8,10}:[\w-]{35}|npm_|pypi-|\bSG\.|\bSK[0-9a-f]{32}|\bhf_|\beyJ|\bhv[sbr]\.|do[opr]_v1|dapi[0-9a-f]|shp(?:at|ca|pa|ss)_|sq0|AGE-SECRET|discord(?:app)?\.com\/api|api\.telegram\.org\/bot/;

/** A token that stands in a text. */
export interface TokenMatch {
  readonly provider: Provider;
  readonly start: number;
  readonly end: number;
  readonly token: string;
}

/** Every provider token in a text that is not plainly a placeholder. */
export function findTokens(text: string): TokenMatch[] {
  if (!TOKEN_START.test(text)) return [];
  const found: TokenMatch[] = [];
  for (const provider of providers) {
    const pattern = new RegExp(provider.pattern, 'g');
    for (const match of text.matchAll(pattern)) {
      const token = match[0];
      if (isDocumentation(token)) continue;
      if (found.some(({ start, end }) => match.index < end && start < match.index + token.length)) continue;
      found.push({ provider, start: match.index, end: match.index + token.length, token });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Tokens that vendors print in their documentation, and visible stand-ins. */
function isDocumentation(token: string): boolean {
  if (/EXAMPLE|X{6,}|x{6,}|\.{3}|your|0{10,}|1234567890abcdef1234/i.test(token)) return true;
  if (/^[a-z]+(?:[-_][a-z]+)*$/.test(token) || token.includes('__')) return true;
  if (token.startsWith('sk-') && !(/\d/.test(token) && /[A-Z]/.test(token) && /[a-z]/.test(token.slice(3))))
    return true;
  // The header of a token must name its algorithm: `"alg":` in base64, at each of the three alignments.
  if (token.startsWith('eyJ') && !/ImFsZyI6|JhbGciO|iYWxnIj/.test(token.slice(0, token.indexOf('.')))) return true;
  const body = token.replace(/^[A-Za-z]+[-_.]/, '');
  return isPlaceholder(body) || new Set(body).size < 6;
}
