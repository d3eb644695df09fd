// SPDX-License-Identifier: Apache-2.0
// An OpenID provider on this machine, for the tests: oidc-provider with device authorization, and accounts by name alone.
// Usage: node provider.mjs FOLDER [LOGOUT_URI]; FOLDER holds node_modules, and whoever listens at LOGOUT_URI is told of
// sessions that end. It says its issuer in one line, and ends with its input.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const library = pathToFileURL(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`);
const { default: Provider, interactionPolicy } = await import(library);
const policy = interactionPolicy.base();
policy.get("consent").checks.remove("native_client_prompt"); // it asks for the login alone, and only where it has to
const server = createServer((request, response) => answer(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const grants = ["urn:ietf:params:oauth:grant-type:device_code"];
const heard = process.argv[3] ? { backchannel_logout_uri: process.argv[3] } : {};
const plain = { grant_types: grants, redirect_uris: [], response_types: [], ...heard };

const inBrowser = {
  application_type: "native",
  grant_types: [...grants, "authorization_code"],
  redirect_uris: ["http://127.0.0.1/deskwarden"],
  response_types: ["code"],
};

const provider = new Provider(issuer, {
  clients: [
    { ...plain, ...inBrowser, client_id: "deskwarden", client_secret: "sealed away", client_name: "Deskwarden" },
    { ...plain, client_id: "posted", client_secret: "s3cret/+&=", token_endpoint_auth_method: "client_secret_post" },
    { ...plain, client_id: "public", token_endpoint_auth_method: "none" },
  ],
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256", kid: "one" }] },
  cookies: { keys: ["of a test"] },
  acrValues: ["0", "phr"],
  claims: { openid: ["sub", "preferred_username"], acr: null, amr: null, auth_time: null, iss: null, sid: null },
  conformIdTokenClaims: false,
  features: {
    backchannelLogout: { enabled: true },
    claimsParameter: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: false },
  },
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }), // its own refuses loopback
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { DeviceCode: 600, AccessToken: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: `${id}@center.example` }),
  }),
  async loadExistingGrant(context) {
    const { client, session } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});
const serve = provider.callback();
const SIGN_IN = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Sign in at the center</title>
<style>body { font: 20px sans-serif; margin: 40px }</style><h1>Sign in at the center</h1>
<form><p><label>Account <input name="account" autofocus></label> <button>Sign in</button></p></form>
<form><button name="declined">Cancel</button></form></html>`;

async function answer(request, response) {
  const url = new URL(request.url, issuer);
  if (!url.pathname.startsWith("/interaction/")) return serve(request, response);
  const account = url.searchParams.get("account");
  if (url.searchParams.has("declined")) {
    return provider.interactionFinished(request, response, { error: "access_denied" });
  }
  if (!account) return response.setHeader("Content-Type", "text/html; charset=utf-8").end(SIGN_IN);
  const said = { accountId: account, amr: ["pwd"] };
  if (url.searchParams.has("acr")) said.acr = url.searchParams.get("acr");
  if (url.searchParams.has("ts")) said.ts = Number(url.searchParams.get("ts"));
  return provider.interactionFinished(request, response, { login: said });
}

process.stdin.on("end", () => process.exit(0)).resume();
console.log(issuer);
