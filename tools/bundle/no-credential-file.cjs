/**
 * Stands in a function's bundle for the credential providers that read files, ask SSO or run programs: a Lambda function has its
 * credentials in its environment, and the providers would be an eighth of the bundle.
 */
const refuse = () => async () => {
  throw new Error('A Lambda function takes its AWS credentials from its environment only.');
};

module.exports = {
  fromHttp: refuse,
  fromIni: refuse,
  fromSSO: refuse,
  fromProcess: refuse,
  fromTokenFile: refuse,
  fromWebToken: refuse,
  fromLoginCredentials: refuse,
};
