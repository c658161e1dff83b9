// In a file of its own, because the page's Content-Security-Policy forbids inline scripts.

const contract = 'openapi.yaml';

// Swagger UI renders nothing if a document has a multipleOf that JavaScript writes with an exponent, such as that of
// amounts (1e-18). Their description says the same.
function withoutExponents(response) {
  if (response.url.endsWith(contract)) {
    response.text = response.text.replace(/^ *multipleOf: .*\n/gm, '');
    response.data = response.text;
  }
  return response;
}

SwaggerUIBundle({
  url: contract,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null, // it would send the document to another host
  responseInterceptor: withoutExponents,
});
