import { readFileSync } from 'node:fs'
import type { Server as HttpServer } from 'node:http'
import { Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import { Problem } from '../errors.ts'

/** Where a certificate (with those that vouch for it) and its private key are, as PEM. */
export interface CertificateFiles {
  certFile: string
  keyFile: string
}

/** @throws Problem CONFIGURATION that names the file which cannot be read, or is not what it should be */
export function readCertificate({ certFile, keyFile }: CertificateFiles): { cert: Buffer; key: Buffer } {
  const pair = { cert: readPem('TLS_CERT_FILE', certFile), key: readPem('TLS_KEY_FILE', keyFile) }
  try {
    createSecureContext(pair)
  } catch (error) {
    const reason = `${keyFile} is not the private key of the certificate in ${certFile} (${messageOf(error)})`
    throw new Problem('CONFIGURATION', { name: 'TLS_KEY_FILE', reason })
  }
  return pair
}

/**
 * Lets a server show the certificate that its files hold now. What is connected stays so, under the old one.
 * @throws Problem CONFIGURATION as `readCertificate`; the old certificate is then kept
 */
export function renewCertificate(server: HttpServer, files: CertificateFiles): void {
  if (server instanceof Server) server.setSecureContext(readCertificate(files))
}

function readPem(name: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Problem('CONFIGURATION', { name, reason: `${file} cannot be read (${messageOf(error)})` })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
