/**
 * Properties draw the same cases each time. Others, all of them at once: `PROPERTY_SEED=$RANDOM npx vitest run domain`. A
 * property that fails prints its seed and the path to its smallest case.
 */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? 23) });
