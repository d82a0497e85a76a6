export async function dockerAnswers() { return 'not wired yet'; }
export async function startInDocker() { throw new Error('not wired yet'); }
