/** The browsable reference. Its script and styles are served by us, so it works without the internet. */
export const REFERENCE_PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Partline API</title>
<link rel="stylesheet" href="/assets/swagger-ui.css">
</head>
<body>
<div id="app"></div>
<script src="/assets/swagger-ui-bundle.js"></script>
<script src="/assets/reference.js"></script>
</body>
</html>
`

/** Only our own script; the viewer styles itself inline. */
export const REFERENCE_CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
