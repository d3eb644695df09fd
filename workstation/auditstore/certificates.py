"""The certificates that the store issues: its authority, its server's, and one for each device. Keys come in."""

# SPDX-License-Identifier: Apache-2.0

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_FOR = timedelta(days=3650)
SERVER_FOR = timedelta(days=397)
DEVICE_FOR = timedelta(days=730)
SKEW = timedelta(hours=1)
NO_USAGE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def make_authority(key: ec.EllipticCurvePrivateKey, store_id: str) -> x509.Certificate:
    """Return the store's own root, which may sign certificates and nothing else."""
    name = _name(f"Deskwarden audit store {store_id}")
    builder = (
        _builder(name, key.public_key(), AUTHORITY_FOR)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**{**NO_USAGE, "key_cert_sign": True, "crl_sign": True}), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def make_server(
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    server: ec.EllipticCurvePublicKey,
    hosts: Sequence[str],
) -> x509.Certificate:
    """Return the certificate of the store's TLS server for `hosts`, names and addresses."""
    builder = (
        _issued(authority, key, _name(hosts[0]), server, SERVER_FOR)
        .add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def make_device(
    authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, device_key: Ed25519PublicKey, device: str, team: str
) -> x509.Certificate:
    """Return the certificate of a device: its UUID as common name, its team as organizational unit."""
    builder = (
        _issued(authority, key, _name(device, team), device_key, DEVICE_FOR)
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:uuid:{device}")]), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _issued(
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey | Ed25519PublicKey,
    valid_for: timedelta,
) -> x509.CertificateBuilder:
    return (
        _builder(subject, public_key, valid_for)
        .issuer_name(authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**NO_USAGE, "digital_signature": True}), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )


def _builder(
    subject: x509.Name, public_key: ec.EllipticCurvePublicKey | Ed25519PublicKey, valid_for: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + valid_for)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _name(common_name: str, unit: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name(parts)


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
