// One voice for the set-up: short progress lines on stderr in --json mode, on stdout otherwise.

/** @param {boolean} json keep stdout for the JSON answer alone */
export function createReport(json) {
  const write = json ? console.error : console.log;
  return {
    line: (text) => write(`setup: ${text}`),
    /** Since the process began, Node's own start included. */
    seconds: () => (performance.now() / 1000).toFixed(2),
    /** Prints a line every five seconds while `work` runs, so that a slow network never looks like a hang. */
    async during(text, work) {
      const from = performance.now();
      write(`setup: ${text} …`);
      const timer = setInterval(() => {
        write(`setup: ${text} … ${Math.round((performance.now() - from) / 1000)} s`);
      }, 5000);
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
  };
}
