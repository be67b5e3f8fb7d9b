import type { Call, NameUse } from '../../engine/facts.ts';
import type { Options, OptionValues } from '../../engine/option.ts';
import { list } from '../../engine/option.ts';
import type { Report, RuleContext } from '../../engine/rule.ts';
import { spoken } from './names.ts';

/** Options that every rule about generators of made-up values has. */
export const generatorOptions = {
  allow: list('Full names that may be used, such as `numpy.random.seed`; `numpy.random.*` is everything below.', []),
};

type Context = RuleContext<typeof generatorOptions & Options>;

/** Reports calls of generators, and generators that are handed on by name (but for those in `onlyCalls`: types). */
export function generatorUse(isGenerator: (name: string) => boolean, onlyCalls?: RegExp) {
  const report = function* (
    name: string,
    at: Call['span'],
    options: OptionValues<typeof generatorOptions>,
  ): Iterable<Report<string>> {
    if (isGenerator(name) && !options.allow.some((entry) => allows(entry, name))) yield { at, data: spoken(name) };
  };
  return {
    call: (call: Call, { options }: Context) =>
      report(call.callee, call.calleeSpan, options as OptionValues<typeof generatorOptions>),
    // A name that ends in a call is what the call gave, not the generator.
    name: (use: NameUse, { options }: Context) =>
      use.ref.endsWith('()') || onlyCalls?.test(use.ref)
        ? []
        : report(use.ref, use.span, options as OptionValues<typeof generatorOptions>),
  };
}

const allows = (entry: string, name: string): boolean =>
  entry === name || (entry.endsWith('.*') && name.startsWith(entry.slice(0, -1)));

/** What to do about every kind of made-up value. */
export const realDataRemedy =
  'Fetch the data from an approved source, such as `RESTClient(api_key=os.getenv("POLYGON_API_KEY")).get_aggs(...)`. Where randomness is the point (a seeded split, jitter), name the call under `allow` or have an exception approved. No fix is offered, since a fix would have to invent data.';
