Deno.serve({ port: 8000 }, () => new Response("high tide at six"));
