import type { Directive } from '../language.ts';

/** Text that opens an exception comment; adapters look for it before they look at comments at all. */
export const DIRECTIVE = /security review required/i;

/** An exception as it is written. Every field may be missing. */
export interface ExceptionText {
  readonly rules: readonly string[];
  readonly justification?: string;
  readonly risk?: string;
  readonly mitigation?: string;
  readonly approval?: string;
  readonly reviewBy?: string;
}

/** Words that open a field, in any case. */
const FIELDS: Readonly<Record<string, keyof ExceptionText>> = {
  rule: 'rules',
  rules: 'rules',
  justification: 'justification',
  reason: 'justification',
  risk: 'risk',
  'risk assessment': 'risk',
  mitigation: 'mitigation',
  mitigations: 'mitigation',
  approval: 'approval',
  approved: 'approval',
  'approved by': 'approval',
  'review by': 'reviewBy',
  'review date': 'reviewBy',
  review: 'reviewBy',
};

/**
 * Reads an exception comment: seed 001's block word for word (numbered items, the first without a key is the
 * justification) and the canonical form with keys, in any order and case, with continuation lines.
 * A scanner of lines; no expression here repeats inside a repetition.
 */
export function parseDirective(directive: Directive): ExceptionText {
  const found: Partial<Record<keyof ExceptionText, string>> = {};
  let current: keyof ExceptionText | undefined;
  for (const { text } of directive.lines) {
    if (DIRECTIVE.test(text)) continue;
    const { numbered, body } = withoutNumber(text.trim());
    const colon = body.indexOf(':');
    const key = colon > 0 ? FIELDS[body.slice(0, colon).trim().toLowerCase()] : undefined;
    if (key) {
      current = key;
      found[key] = body.slice(colon + 1).trim();
    } else if (numbered && found.justification === undefined) {
      current = 'justification';
      found.justification = body;
    } else if (current && body && !numbered) {
      found[current] = `${found[current]} ${body}`.trim();
    }
  }
  const { rules, ...fields } = found;
  return { ...fields, rules: rules ? rules.split(/[,\s]+/).filter(Boolean) : [] };
}

function withoutNumber(text: string): { numbered: boolean; body: string } {
  const match = /^\d{1,2}[.)]\s*/.exec(text);
  return match ? { numbered: true, body: text.slice(match[0].length) } : { numbered: false, body: text };
}

/** The fields of a complete exception, as the "Add Security Exception" form asks for them. */
export interface ExceptionForm {
  readonly rules: readonly string[];
  readonly justification: string;
  readonly risk: string;
  readonly mitigation: string;
  readonly approver: string;
  /** ISO date. */
  readonly approvedOn: string;
  /** ISO date. */
  readonly reviewBy: string;
}

/** The lines of an exception comment, without comment marks. Line breaks inside a field become spaces. */
export function directiveLines(form: ExceptionForm): string[] {
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
  return [
    'SECURITY REVIEW REQUIRED',
    `Rules: ${form.rules.join(', ')}`,
    `1. ${flat(form.justification)}`,
    `2. Mitigation: ${flat(form.mitigation)}`,
    `3. Risk assessment: ${flat(form.risk)}`,
    `4. Approval: ${flat(form.approver)} - ${form.approvedOn}`,
    `Review by: ${form.reviewBy}`,
  ];
}
