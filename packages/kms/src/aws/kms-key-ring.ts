import { createHash } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  KMSInvalidMacException,
  KMSInvalidSignatureException,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { checkMessage } from '../check-message';
import type {
  EncryptionContext,
  KeyDescription,
  KeyRing,
  PublicKey,
  Signature,
  SigningAlgorithm,
} from '../key-ring';
import { hashOf, isSigningAlgorithm } from '../signing-algorithm';
import { ask, describeKey, given, PATIENCE } from './kms-call';

/** Longest signature or MAC that KMS takes, in bytes (KMS API reference). */
const MAX_PROOF_BYTES = 6_144;

export interface KmsKeyRingOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: KMSClient;
}

/** The {@link KeyRing} whose keys are held by AWS KMS. */
export function createKmsKeyRing({ client, ...where }: KmsKeyRingOptions = {}): KeyRing {
  return new KmsKeyRing(client ?? new KMSClient(clientSettings(where, PATIENCE)));
}

class KmsKeyRing implements KeyRing {
  readonly #client: KMSClient;

  constructor(client: KMSClient) {
    this.#client = client;
  }

  describe(keyId: string): Promise<KeyDescription> {
    return describeKey(this.#client, keyId);
  }

  async publicKey(keyId: string): Promise<PublicKey> {
    const command = new GetPublicKeyCommand({ KeyId: keyId });
    const answer = await ask(keyId, () => this.#client.send(command));
    return {
      keyArn: given(keyId, answer.KeyId),
      // Two names of one value (KMS API reference, GetPublicKey); emulators know the older one alone.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
      spec: given(keyId, answer.KeySpec ?? answer.CustomerMasterKeySpec),
      der: given(keyId, answer.PublicKey),
      signingAlgorithms: (answer.SigningAlgorithms ?? []).filter(isSigningAlgorithm),
    };
  }

  async sign(keyId: string, algorithm: SigningAlgorithm, message: Uint8Array): Promise<Signature> {
    const command = new SignCommand({
      KeyId: keyId,
      Message: digest(algorithm, message),
      MessageType: 'DIGEST',
      SigningAlgorithm: algorithm,
    });
    const answer = await ask(keyId, () => this.#client.send(command));
    return { keyArn: given(keyId, answer.KeyId), algorithm, signature: given(keyId, answer.Signature) };
  }

  async verify(
    keyId: string,
    algorithm: SigningAlgorithm,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    if (!canBeProof(signature)) return false;
    const command = new VerifyCommand({
      KeyId: keyId,
      Message: digest(algorithm, message),
      MessageType: 'DIGEST',
      Signature: signature,
      SigningAlgorithm: algorithm,
    });
    const answer = await ask(keyId, () =>
      this.#client.send(command).catch((error: unknown) => {
        if (error instanceof KMSInvalidSignatureException) return undefined;
        throw error;
      }),
    );
    return answer?.SignatureValid === true;
  }

  async generateMac(keyId: string, message: Uint8Array): Promise<Uint8Array> {
    checkMessage(message);
    const command = new GenerateMacCommand({ KeyId: keyId, Message: message, MacAlgorithm: 'HMAC_SHA_256' });
    return given(keyId, (await ask(keyId, () => this.#client.send(command))).Mac);
  }

  async verifyMac(keyId: string, message: Uint8Array, mac: Uint8Array): Promise<boolean> {
    checkMessage(message);
    if (!canBeProof(mac)) return false;
    const command = new VerifyMacCommand({
      KeyId: keyId,
      Message: message,
      Mac: mac,
      MacAlgorithm: 'HMAC_SHA_256',
    });
    const answer = await ask(keyId, () =>
      this.#client.send(command).catch((error: unknown) => {
        if (error instanceof KMSInvalidMacException) return undefined;
        throw error;
      }),
    );
    return answer?.MacValid === true;
  }

  async encrypt(keyId: string, plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    checkMessage(plaintext);
    const command = new EncryptCommand({
      KeyId: keyId,
      Plaintext: plaintext,
      EncryptionContext: { ...context },
    });
    return given(keyId, (await ask(keyId, () => this.#client.send(command))).CiphertextBlob);
  }

  async decrypt(keyId: string, ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    const command = new DecryptCommand({
      KeyId: keyId,
      CiphertextBlob: ciphertext,
      EncryptionContext: { ...context },
    });
    return given(keyId, (await ask(keyId, () => this.#client.send(command))).Plaintext);
  }
}

function digest(algorithm: SigningAlgorithm, message: Uint8Array): Uint8Array {
  return createHash(hashOf(algorithm)).update(message).digest();
}

/** KMS calls bytes of any other length a malformed request; to the port they are simply not the signature. */
function canBeProof(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.length <= MAX_PROOF_BYTES;
}
