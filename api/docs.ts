import express, { type Response, Router } from 'express';
// Not the package itself, which would load the whole interface into this process: 0.2 s of processor time at each start.
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { errorCodes } from '../domain/errors/error-codes.ts';
import { createOpenApi } from './openapi.ts';
import type { Route } from './route.ts';

/** `/openapi.json` for machines, `/docs` and `/docs/errors` for people: everything from this server, nothing from afar. */
export function docsRouter(routes: readonly Route[]): Router {
  // When somebody asks: most processes never are, and it takes a quarter of a second.
  let document: string | undefined;
  const router = Router();
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(createOpenApi(routes));
    response.type('application/json').send(document);
  });
  // The address that `parcours up` prints, opened in a browser.
  router.get('/', (_request, response) => response.redirect('/docs'));
  router.get('/docs', (_request, response) => html(response, docsPage));
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(startScript);
  });
  router.get('/docs/errors', (_request, response) => html(response, errorsPage));
  router.use('/docs/assets', express.static(absolutePath(), { index: false, maxAge: '1d' }));
  return router;
}

const html = (response: Response, page: string): void => {
  response.type('text/html').send(page);
};

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png"><link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head><body>${body}</body></html>
`;

const docsPage = page(
  'Parcours API',
  `<main id="docs"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>`,
);

// A file of its own: the content security policy allows no script inside a page.
const startScript = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
});
`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const asHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');

const errorsPage = page(
  'Parcours: errors',
  `<main class="swagger-ui"><div class="wrapper"><h1>Errors</h1>
<p>Every error is <code>application/problem+json</code>. What stands in braces is filled in. “Retryable” means that the
same request with the same Idempotency-Key can succeed later.</p>
${Object.entries(errorCodes)
  .map(
    ([code, { status, retryable, en, fr }]) => `<section id="${code}"><h3>${code} <small>${status}</small></h3>
<p>${asHtml(en)}</p><p lang="fr">${asHtml(fr)}</p>${retryable ? '<p>Retryable.</p>' : ''}</section>`,
  )
  .join('\n')}
</div></main>`,
);
