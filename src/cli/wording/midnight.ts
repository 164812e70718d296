/** When HubSpot counts a day's requests anew: at midnight in the account's time zone. */

const DAY_SECONDS = 86_400;

/** The next midnight in a time zone (`Europe/Berlin`, `US/Eastern`); null for a zone that nobody knows. */
export function nextMidnight(timeZone: string, now: Date): Date | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    const candidate = new Date(
      now.getTime() - now.getMilliseconds() + (DAY_SECONDS - secondOfDay(format, now)) * 1_000,
    );
    // On the two days a year when clocks change, the day is an hour shorter or longer.
    const off = secondOfDay(format, candidate);
    return new Date(candidate.getTime() - (off > DAY_SECONDS / 2 ? off - DAY_SECONDS : off) * 1_000);
  } catch {
    return null;
  }
}

function secondOfDay(format: Intl.DateTimeFormat, at: Date): number {
  const [hours = 0, minutes = 0, seconds = 0] = format.format(at).split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}
