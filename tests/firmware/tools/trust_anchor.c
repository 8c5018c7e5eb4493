/* A certificate as a trust anchor of BearSSL, in C: what a device keeps of a root is its name and its public key.
 *
 * Runs on the machine that builds. BearSSL's own `brssl ta` does the same for whole files of certificates. */

#include <stdio.h>
#include <stdlib.h>

#include "bearssl.h"

static unsigned char certificate[16384];
static unsigned char name[4096];
static size_t name_length;

static void take_name(void *context, const void *bytes, size_t length)
{
  (void)context;
  for (size_t i = 0; i < length && name_length < sizeof name; i++) {
    name[name_length++] = ((const unsigned char *)bytes)[i];
  }
}

static void array(const char *of, const char *what, const unsigned char *bytes, size_t length)
{
  printf("static const unsigned char %s_%s[] = {", of, what);
  for (size_t i = 0; i < length; i++) {
    printf("%s%u,", i % 24 == 0 ? "\n    " : " ", bytes[i]);
  }
  printf("\n};\n");
}

int main(int count, char **arguments)
{
  if (count != 2) {
    fprintf(stderr, "trust_anchor NAME <root.der >>anchors.c\n");
    return 2;
  }
  const char *of = arguments[1];
  size_t length = fread(certificate, 1, sizeof certificate, stdin);
  br_x509_decoder_context decoder;
  br_x509_decoder_init(&decoder, take_name, NULL);
  br_x509_decoder_push(&decoder, certificate, length);
  const br_x509_pkey *key = br_x509_decoder_get_pkey(&decoder);
  if (key == NULL || name_length == sizeof name || !br_x509_decoder_isCA(&decoder)) {
    fprintf(stderr, "trust_anchor: no certificate of an authority: %d\n", br_x509_decoder_last_error(&decoder));
    return 1;
  }
  array(of, "name", name, name_length);
  if (key->key_type == BR_KEYTYPE_EC) {
    array(of, "q", key->key.ec.q, key->key.ec.qlen);
  } else {
    array(of, "n", key->key.rsa.n, key->key.rsa.nlen);
    array(of, "e", key->key.rsa.e, key->key.rsa.elen);
  }
  printf("const br_x509_trust_anchor %s = {\n", of);
  printf("    .dn = {(unsigned char *)%s_name, sizeof %s_name},\n    .flags = BR_X509_TA_CA,\n", of, of);
  if (key->key_type == BR_KEYTYPE_EC) {
    printf("    .pkey = {BR_KEYTYPE_EC, {.ec = {%d, (unsigned char *)%s_q, sizeof %s_q}}},\n};\n",
           key->key.ec.curve, of, of);
  } else {
    printf("    .pkey = {BR_KEYTYPE_RSA, {.rsa = {(unsigned char *)%s_n, sizeof %s_n,\n", of, of);
    printf("                                  (unsigned char *)%s_e, sizeof %s_e}}},\n};\n", of, of);
  }
  return 0;
}
