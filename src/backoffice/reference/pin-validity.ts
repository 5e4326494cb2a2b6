/** How long a PIN telefonico is good, as its owner chooses (domain.md section 1). */
export const pinValidities = ['giorno', 'settimana', 'mese', 'tre-mesi'] as const;
export type PinValidity = (typeof pinValidities)[number];

/** When a PIN issued now runs out. Months are calendar months; a day that the month lacks becomes its last. */
export function pinExpiry(issued: Date, validity: PinValidity): Date {
  const expiry = new Date(issued);
  switch (validity) {
    case 'giorno':
      expiry.setUTCDate(expiry.getUTCDate() + 1);
      return expiry;
    case 'settimana':
      expiry.setUTCDate(expiry.getUTCDate() + 7);
      return expiry;
    case 'mese':
      return addMonths(expiry, 1);
    case 'tre-mesi':
      return addMonths(expiry, 3);
  }
}

function addMonths(date: Date, months: number): Date {
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date;
}
