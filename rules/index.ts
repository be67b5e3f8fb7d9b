import type { PolicyCatalog } from '../engine/policy/load.ts';
import { policySchema } from '../engine/policy/schema.ts';
import { rules } from './index.generated.ts';
import { validate } from './policy-validator.generated.ts';
import { sections } from './sections.ts';

/** All rules and sections, and the check of policies that follows from them. */
export const catalog: PolicyCatalog = { rules, sections, schema: policySchema(sections, rules), validate };
