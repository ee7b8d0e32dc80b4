export function format(date) {
  return date.toISOString().slice(11, 19);
}
