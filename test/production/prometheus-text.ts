const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const number = '[-+]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?|NaN|[-+]?Inf';
const sample = new RegExp(`^(${name})(\\{(?:${label}(?:,${label})*,?)?\\})? (${number})(?: \\d+)?$`);
const comment = new RegExp(`^# (?:HELP (${name})(?: .*)?|TYPE (${name}) (?:counter|gauge|histogram|summary|untyped))$`);

/**
 * The values of a page of metrics in Prometheus' text format 0.0.4, by name with labels. Throws at the first line that
 * does not belong there, and at what Prometheus refuses: a metric declared twice, a value given twice.
 */
export function parsePrometheusText(page: string): ReadonlyMap<string, number> {
  const declared = new Set<string>();
  const values = new Map<string, number>();
  for (const line of page.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) declare(line);
    else addValue(line);
  }
  return values;

  function declare(line: string): void {
    const found = comment.exec(line);
    if (!found) throw new Error(`not a comment of Prometheus: ${line}`);
    const [, , typed] = found;
    if (typed && declared.has(typed)) throw new Error(`declared twice: ${typed}`);
    if (typed) declared.add(typed);
  }

  function addValue(line: string): void {
    const found = sample.exec(line);
    if (!found) throw new Error(`not a value of Prometheus: ${line}`);
    const [, metric, labels = '', value] = found;
    if (values.has(`${metric}${labels}`)) throw new Error(`given twice: ${metric}${labels}`);
    values.set(`${metric}${labels}`, Number(value));
  }
}
