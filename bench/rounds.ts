/** Runs the variants one after the other, again and again: A/B/A/B. The first round only warms up. One value per round. */
export async function inRounds<Name extends string>(
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(variants) as Name[]; // exactly the keys of the record
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await variants[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

/** Many callers, each asking again as soon as it is answered, for `seconds`: answers per second. */
export async function ratePerSecond(callers: number, seconds: number, ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let answers = 0;
  const caller = async () => {
    while (performance.now() < end) {
      await ask();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return answers / ((performance.now() - start) / 1000);
}

/** Milliseconds of one call, the median of `times`, one after the other. */
export async function latencyMs(times: number, ask: () => Promise<unknown>): Promise<number> {
  const each: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    await ask();
    each.push(performance.now() - start);
  }
  return each.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}
