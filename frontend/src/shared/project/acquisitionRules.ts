import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { sentence } from "@/shared/lib/format";

/** Short names of the ways in which comparisons are chosen. */
const ACQUISITION_RULES: Record<string, MessageDescriptor> = {
  adaptive: msg`Adaptive`,
  variance_reduction: msg`Variance reduction`,
  margin: msg`Margin`,
  half_margin: msg`Half margin`,
  entropy: msg`Entropy`,
  bald: msg`Bald`,
  d_optimal: msg`D optimal`,
  double_thompson: msg`Double thompson`,
  delta_ucb: msg`Delta ucb`,
  random: msg`Random`,
};

export function ruleName(rule: string): string {
  const name = ACQUISITION_RULES[rule];
  return name ? i18n._(name) : sentence(rule);
}
