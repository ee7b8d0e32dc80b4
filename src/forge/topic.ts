/** What a person does not see, and what a comment or an issue is found by. */
export function topicMark(topic: string): string {
  return `<!-- harden:${topic.replace(/[^\w-]/g, '-')} -->`;
}
