/** Who may do what. Routes ask this table and nothing else; the test walks every route × every role. */
export const roles = ['back_office', 'agent', 'supervisor', 'warehouse', 'engineer', 'admin'] as const;
export type Role = (typeof roles)[number];

export const permissions = {
  'customers.write': ['back_office', 'admin'],
  'customers.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'customers.change': ['back_office', 'agent', 'supervisor', 'admin'],
  'customers.credit': ['back_office', 'supervisor', 'admin'],
  'customers.merge': ['supervisor', 'admin'],
  'customers.risk': ['agent', 'supervisor', 'admin'],
  'catalogue.write': ['back_office', 'admin'],
  'catalogue.read': roles,
  'stock.receive': ['back_office', 'warehouse', 'admin'],
  'stock.count': ['back_office', 'warehouse', 'admin'],
  'stock.read': roles,
  'orders.place': ['back_office', 'admin'],
  'orders.read': roles,
  'orders.cancel': ['back_office', 'agent', 'supervisor', 'admin'],
  'orders.decide': ['back_office', 'agent', 'supervisor', 'admin'],
  'orders.amend': ['back_office', 'agent', 'supervisor', 'admin'],
  'orders.change-payment': ['back_office', 'admin'],
  'orders.hold': ['agent', 'supervisor', 'admin'],
  'orders.release-hold': ['agent', 'supervisor', 'admin'],
  'orders.intervene': ['agent', 'supervisor', 'admin'],
  'shipments.hand-over': ['warehouse', 'admin'],
  'shipments.short-pick': ['warehouse', 'admin'],
  'shipments.return': ['warehouse', 'admin'],
  'shipments.correct': ['agent', 'supervisor', 'admin'],
  'approvals.read': ['agent', 'supervisor', 'engineer', 'admin'],
  'approvals.decide': ['agent', 'supervisor', 'admin'],
  'tasks.read': ['agent', 'supervisor', 'warehouse', 'engineer', 'admin'],
  'tasks.complete': ['agent', 'supervisor', 'warehouse', 'admin'],
  'sales.configure': ['supervisor', 'admin'],
  'sales.write': ['back_office', 'agent', 'supervisor', 'admin'],
  'sales.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'assistance.configure': ['supervisor', 'admin'],
  'cases.write': ['back_office', 'agent', 'supervisor', 'admin'],
  'cases.work': ['agent', 'supervisor', 'admin'],
  'cases.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'onboardings.configure': ['supervisor', 'admin'],
  'onboardings.write': ['back_office', 'agent', 'supervisor', 'admin'],
  'onboardings.cancel': ['agent', 'supervisor', 'admin'],
  'onboardings.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'claims.write': ['back_office', 'agent', 'supervisor', 'admin'],
  'claims.decide': ['agent', 'supervisor', 'admin'],
  'claims.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'returns.receive': ['warehouse', 'admin'],
  'exits.write': ['back_office', 'agent', 'supervisor', 'admin'],
  'exits.involuntary': ['supervisor', 'admin'],
  'exits.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'exits.documents': ['back_office', 'agent', 'supervisor', 'admin'],
  'tables.write': ['supervisor', 'admin'],
  'tables.read': ['back_office', 'agent', 'supervisor', 'engineer', 'admin'],
  'staff.write': ['supervisor', 'admin'],
  'staff.read': roles,
  'keys.write': ['admin'],
  'limits.write': ['admin'],
  'limits.read': ['agent', 'supervisor', 'engineer', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export function may(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return allowed.includes(role);
}

/** Who may, where the permission alone does not say it, as a refusal names them. */
export const namedWhere = (may: (role: Role) => boolean): string => roles.filter(may).join(', ');

/** Fraud holds are released by supervisors; every other kind by agents too. */
export function mayReleaseHold(role: Role, kind: string): boolean {
  return may(role, 'orders.release-hold') && (kind !== 'fraud' || role !== 'agent');
}

/** Agents may retry a stuck step; skipping it or compensating is a supervisor's call. */
export function mayResolveWith(role: Role, resolution: 'retry' | 'skip' | 'compensate'): boolean {
  return may(role, 'orders.intervene') && (resolution === 'retry' || role !== 'agent');
}

type Doer = { readonly actor: string; readonly role: Role };
type TaskFor = { readonly role: Role; readonly person: string | null };

/**
 * A task is done by the role it is for; supervisors also do the agents', administrators everybody's. Of a task for one
 * person (an id of the staff, which their key names) the others of the role keep their hands: `for_another`.
 */
export function mayComplete({ actor, role }: Doer, task: TaskFor): 'yes' | 'other_role' | 'for_another' {
  if (!may(role, 'tasks.complete')) return 'other_role';
  if (role === 'admin' || actor === task.person) return 'yes';
  if (role !== task.role && !(role === 'supervisor' && task.role === 'agent')) return 'other_role';
  return task.person === null || role === 'supervisor' ? 'yes' : 'for_another';
}

/**
 * Who leaves the staff loses their keys by the word of whoever may make keys; a supervisor ends those of the people they
 * lead, and can lock out no administrator, no engineer and no system of the back office by calling it a person who left.
 */
export function mayEndKeyOf(role: Role, held: Role): boolean {
  return may(role, 'keys.write') || held === 'agent' || held === 'supervisor' || held === 'warehouse';
}

/** The warehouse reads orders without prices. */
export function seesPrices(role: Role): boolean {
  return role !== 'warehouse';
}

/** Who holds an API key: the name in the audit and on the timeline. */
export const actorName = /^[\w.@:-]{1,80}$/;
