import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const STARTER = `SwaggerUIBundle({ dom_id: '#app', url: '/v1/openapi.json', deepLinking: true, validatorUrl: null })
`

/** Puts the static files of the deployment into dist/assets: what wrangler.toml's [assets] serves. */
export function buildAssets(root: string): void {
  const folder = join(root, 'dist/assets/assets')
  mkdirSync(folder, { recursive: true })
  const viewer = dirname(createRequire(join(root, 'package.json')).resolve('swagger-ui-dist/package.json'))
  for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css']) copyFileSync(join(viewer, name), join(folder, name))
  writeFileSync(join(folder, 'reference.js'), STARTER)
}
