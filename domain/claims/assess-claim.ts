/** A whole claim against the decision tables, line by line. Same tables, same claim, same verdicts. */
import type { DecisionTable } from '../decisions/decision-table.ts';
import { type Decision, evaluateTable, type Inputs } from '../decisions/evaluate-table.ts';
import { assessLine, type LineVerdict } from './assess-line.ts';
import { claimPolicy } from './claim-policy.ts';
import type { ClaimKind } from './claim-states.ts';
import { type ClaimLevel, type ClaimTableId, claimLevels, claimTables } from './claim-tables.ts';
import { type Coverage, type CoverageRule, coverageOf } from './coverage.ts';
import { type ClaimOutcome, outcomeSteps } from './outcomes.ts';

export type ClaimToAssess = {
  readonly kind: ClaimKind;
  readonly currency: string;
  readonly cause: string | null;
  /** Epoch ms. */
  readonly submittedAt: number;
  readonly evidence: readonly string[];
  readonly claimsInYear: number;
  readonly customerDays: number;
  readonly orderRisk: number;
  readonly lines: readonly LineToAssess[];
};

export type LineToAssess = {
  readonly lineNo: number;
  readonly sku: string;
  readonly units: number;
  readonly claimable: number;
  readonly worthMinor: number;
  readonly productClass: string;
  readonly serial: string | null;
  readonly soldSerials: readonly string[];
  /** Units that came back already and stand on a shelf or are scrap. */
  readonly putAway: number;
  /** Epoch ms; null for what has not happened. */
  readonly startedAt: Readonly<Record<CoverageRule['startsAt'], number | null>>;
};

/** By the versions frozen on the claim; null where none was in force. */
export type TablesOfClaim = Readonly<Record<ClaimTableId, DecisionTable | null>>;

export type Evaluation = { readonly tableId: ClaimTableId; readonly inputs: Inputs; readonly decision: Decision };
export type AssessedLine = {
  readonly lineNo: number;
  readonly verdict: LineVerdict;
  readonly level: ClaimLevel;
  readonly evaluations: readonly Evaluation[];
};

const dayMs = 86_400_000;

export function assessClaim(tables: TablesOfClaim, claim: ClaimToAssess): AssessedLine[] {
  return claim.lines.map((line) => assess(tables, claim, line));
}

function assess(tables: TablesOfClaim, claim: ClaimToAssess, line: LineToAssess): AssessedLine {
  const evaluations: Evaluation[] = [];
  const ask = (tableId: ClaimTableId, more: Inputs): Readonly<Record<string, unknown>> | null => {
    const table = tables[tableId];
    if (table === null) return null;
    const inputs = only(table, { ...inputsOf(claim, line), ...more });
    const decision = evaluateTable(table, inputs);
    evaluations.push({ tableId, inputs, decision });
    return decision.outputs;
  };
  const coverage = coverageBy(ask('claim-coverage', {}), claim, line);
  const missing = listed(ask('claim-evidence', {})?.needs).filter((kind) => !claim.evidence.includes(kind));
  const riskPoints = Number(ask('claim-risk', {})?.points ?? 0);
  const outcome = outcomeOf(ask('claim-outcome', {})?.outcome);
  const totalMinor = claim.lines.reduce((sum, { worthMinor }) => sum + worthMinor, 0);
  const said = ask('claim-approval', { totalMinor, riskPoints })?.level;
  // Where the table is silent a person decides.
  const level = claimLevels.find((one) => one === said) ?? 'agent';
  const verdict = assessLine({
    units: line.units,
    claimable: line.claimable,
    coverage,
    evidenceMissing: missing,
    riskPoints,
    reviewAtRisk: claimPolicy.reviewAtRisk,
    outcome,
    putAway: line.putAway,
    aboveLimit: level !== 'none',
  });
  return { lineNo: line.lineNo, verdict, level, evaluations };
}

function inputsOf(claim: ClaimToAssess, { sku, productClass, worthMinor, startedAt }: LineToAssess): Inputs {
  const { kind, currency, claimsInYear, customerDays, orderRisk, submittedAt } = claim;
  const { delivery } = startedAt;
  const daysSinceDelivery = delivery === null ? null : Math.floor((submittedAt - delivery) / dayMs);
  const ofOrder = { currency, valueMinor: worthMinor, daysSinceDelivery, orderRisk };
  return { kind, sku, productClass, ...ofOrder, claimsInYear, customerDays };
}

/** A version may look at fewer inputs than it could. */
function only(table: DecisionTable, inputs: Inputs): Inputs {
  return Object.fromEntries(table.inputs.map(({ name }) => [name, inputs[name] ?? null]));
}

/** No rule, no cover: whoever is refused for it is offered that a person looks. */
function coverageBy(
  said: Readonly<Record<string, unknown>> | null,
  claim: ClaimToAssess,
  line: LineToAssess,
): Coverage {
  if (said === null) return { covered: false, why: 'excluded' };
  const startsAt = claimTables['claim-coverage'].outputs.startsAt.find((one) => one === said.startsAt) ?? 'delivery';
  const rule = {
    startsAt,
    days: Number(said.days),
    needsSerial: said.needsSerial === true,
    exclusions: listed(said.exclusions),
  };
  return coverageOf(rule, {
    startedAt: line.startedAt,
    claimedAt: claim.submittedAt,
    zone: claimPolicy.zone,
    serial: line.serial,
    soldSerials: line.soldSerials,
    cause: claim.cause,
  });
}

const listed = (value: unknown): string[] =>
  String(value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

function outcomeOf(value: unknown): ClaimOutcome | 'refuse' | null {
  if (value === 'refuse') return value;
  const known = Object.keys(outcomeSteps) as ClaimOutcome[]; // Object.keys widens to string[]
  return known.find((one) => one === value) ?? null;
}
