// In a file of its own, because the page's Content-Security-Policy forbids inline scripts.
SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null, // it would send the document to another host
});
