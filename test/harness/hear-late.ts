/** A vendor whose answer to this call is heard only when `meanwhile` is over, as by a worker that was frozen. */
export function hearLate<T extends object>(vendor: T, call: string, meanwhile: () => Promise<void>): T {
  return new Proxy(vendor, {
    get: (of, name) => {
      const ask = Reflect.get(of, name);
      if (name !== call) return ask;
      return async (...given: unknown[]) => {
        const answer = await Reflect.apply(ask as () => unknown, of, given); // whoever names a call names a function
        await meanwhile();
        return answer;
      };
    },
  });
}
