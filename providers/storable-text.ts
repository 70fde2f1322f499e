import { z } from 'zod';

/**
 * What a vendor wrote, as PostgreSQL can keep it: NUL and halves of characters become U+FFFD. Refusing it would leave
 * the vendor posting the same event again and again.
 */
export const storable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd');

/** A text of a vendor's answer or event. */
export const vendorText = z.string().transform(storable);

/** The same, of at least one character. */
export const vendorId = z.string().min(1).transform(storable);
