#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes self-signed.pem: a certificate for localhost that no machine trusts, and its key.
cd "$(dirname "$0")" || exit 1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 \
    -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
    -keyout key.pem -out certificate.pem
cat certificate.pem key.pem >self-signed.pem && rm certificate.pem key.pem
