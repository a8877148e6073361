//! PKCS#12 files (RFC 7292), as far as signing in needs them: the first key, and the certificate that goes with it.
//!
//! Belongs here: the form of these files. Does not belong here: which ciphers are refused, and what an admin is
//! told (`encrypted_key`).

use aws_lc_rs::{digest, hmac};
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber};
use pkcs8::pkcs5::{EncryptionScheme, pbes2};
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    Password,
    /// What is wrong with the file.
    File(&'static str),
}

/// Whatever does not have the form that the standard gives it.
const DAMAGED: Error = Error::File("it is damaged");

impl From<pkcs8::der::Error> for Error {
    fn from(_: pkcs8::der::Error) -> Self {
        DAMAGED
    }
}

/// More rounds than this take minutes, and no program writes them.
const MOST_ROUNDS: u32 = 1_000_000;
const TOO_MUCH_WORK: Error = Error::File("it asks for too much work before it opens");
/// The most memory that scrypt may ask for, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
const X509: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
const LOCAL_KEY_ID: ObjectIdentifier = oid("1.2.840.113549.1.9.21");

/// How a whole file can be sealed.
static SEALS: [(ObjectIdentifier, &hmac::Algorithm); 4] = [
    (oid("1.3.14.3.2.26"), &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
    (oid("2.16.840.1.101.3.4.2.1"), &hmac::HMAC_SHA256),
    (oid("2.16.840.1.101.3.4.2.2"), &hmac::HMAC_SHA384),
    (oid("2.16.840.1.101.3.4.2.3"), &hmac::HMAC_SHA512),
];

/// What lies in one bag, with the identifier that ties a certificate to its key.
struct Bag {
    content: Content,
    local_key_id: Option<Vec<u8>>,
}

enum Content {
    /// In PKCS#8 form.
    Key(Vec<u8>),
    Certificate(Vec<u8>),
    Other,
}

pub(super) fn open(
    file: &[u8],
    password: &str,
) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), Error> {
    let mut bags = Vec::new();
    for safe in safes(file, password)? {
        bags.extend(bags_of(&safe, password)?);
    }
    let mut keys = bags.iter().filter_map(|bag| match &bag.content {
        Content::Key(key) => Some((key, &bag.local_key_id)),
        _ => None,
    });
    let certificates = bags.iter().filter_map(|bag| match &bag.content {
        Content::Certificate(certificate) => Some((certificate, &bag.local_key_id)),
        _ => None,
    });
    let (key, id) = keys
        .next()
        .ok_or(Error::File("it contains no readable private key"))?;
    // The others are those of the authorities above it.
    let own = certificates
        .clone()
        .find(|(_, its)| id.is_some() && *its == id);
    let (certificate, _) = own
        .or_else(|| certificates.clone().next())
        .ok_or(Error::File("it contains no certificate"))?;
    Ok((
        CertificateDer::from(certificate.clone()),
        PrivatePkcs8KeyDer::from(key.clone()).into(),
    ))
}

/// The contents of the file, each the encoding of a list of bags, after its seal is checked.
fn safes(file: &[u8], password: &str) -> Result<Vec<Vec<u8>>, Error> {
    let parts = parts(AnyRef::from_der(file)?.value())?;
    let [_version, sealed, seal @ ..] = parts.as_slice() else {
        return Err(DAMAGED);
    };
    let (kind, content) = content_info(*sealed)?;
    if kind != DATA {
        return Err(Error::File(
            "it is sealed with a key in place of a password",
        ));
    }
    let content = octets(AnyRef::from_der(content)?)?;
    if let Some(seal) = seal.first() {
        check_seal(*seal, content, password)?;
    }
    let list = AnyRef::from_der(content)?;
    let safe = |part: &AnyRef<'_>| {
        let (kind, content) = content_info(*part)?;
        let content = AnyRef::from_der(content)?;
        match kind {
            DATA => Ok(octets(content)?.to_vec()),
            ENCRYPTED_DATA => unlock(content, password),
            _ => Err(Error::File("a part of it is not protected by a password")),
        }
    };
    self::parts(list.value())?.iter().map(safe).collect()
}

/// The bags of a list.
fn bags_of(safe: &[u8], password: &str) -> Result<Vec<Bag>, Error> {
    let list = AnyRef::from_der(safe)?;
    let bag = |part: &AnyRef<'_>| {
        let parts = parts(part.value())?;
        let [kind, value, attributes @ ..] = parts.as_slice() else {
            return Err(DAMAGED);
        };
        let value = explicit(*value)?;
        let content = match kind.decode_as::<ObjectIdentifier>()? {
            KEY_BAG => Content::Key(value.to_vec()),
            SHROUDED_KEY_BAG => {
                let key = EncryptedPrivateKeyInfoRef::try_from(value).map_err(|_| DAMAGED)?;
                if !is_bearable(&key.encryption_algorithm) {
                    return Err(TOO_MUCH_WORK);
                }
                let key = key.decrypt(password).map_err(|_| Error::Password)?;
                Content::Key(key.as_bytes().to_vec())
            }
            CERTIFICATE_BAG => certificate(value)?,
            _ => Content::Other,
        };
        Ok(Bag {
            content,
            local_key_id: attributes.first().and_then(local_key_id),
        })
    };
    parts(list.value())?.iter().map(bag).collect()
}

fn certificate(bag: &[u8]) -> Result<Content, Error> {
    let parts = parts(AnyRef::from_der(bag)?.value())?;
    let [kind, value] = parts.as_slice() else {
        return Err(DAMAGED);
    };
    if kind.decode_as::<ObjectIdentifier>()? != X509 {
        return Ok(Content::Other);
    }
    let value = AnyRef::from_der(explicit(*value)?)?;
    Ok(Content::Certificate(octets(value)?.to_vec()))
}

fn local_key_id(attributes: &AnyRef<'_>) -> Option<Vec<u8>> {
    parts(attributes.value()).ok()?.iter().find_map(|part| {
        let parts = parts(part.value()).ok()?;
        let [kind, values] = parts.as_slice() else {
            return None;
        };
        if kind.decode_as::<ObjectIdentifier>().ok()? != LOCAL_KEY_ID {
            return None;
        }
        Some(
            octets(AnyRef::from_der(values.value()).ok()?)
                .ok()?
                .to_vec(),
        )
    })
}

/// What an `EncryptedData` of CMS protects.
fn unlock(data: AnyRef<'_>, password: &str) -> Result<Vec<u8>, Error> {
    let outer = parts(data.value())?;
    let [_version, content, ..] = outer.as_slice() else {
        return Err(DAMAGED);
    };
    let inner = parts(content.value())?;
    let [_kind, scheme, encrypted] = inner.as_slice() else {
        return Err(DAMAGED);
    };
    let scheme = EncryptionScheme::from_der(&scheme.to_der()?)
        .map_err(|_| Error::File("its cipher is not known here"))?;
    if !is_bearable(&scheme) {
        return Err(TOO_MUCH_WORK);
    }
    // The tag takes the place of the one of the octets.
    scheme
        .decrypt(password, encrypted.value())
        .map_err(|_| Error::Password)
}

/// Whether the work that the file asks for before its key is known can be done.
pub(super) fn is_bearable(scheme: &EncryptionScheme) -> bool {
    match scheme.pbes2().map(|parameters| &parameters.kdf) {
        Some(pbes2::Kdf::Pbkdf2(kdf)) => kdf.iteration_count <= MOST_ROUNDS,
        Some(pbes2::Kdf::Scrypt(kdf)) => {
            let memory = 128_u64.checked_mul(kdf.cost_parameter);
            let memory = memory.and_then(|it| it.checked_mul(u64::from(kdf.block_size)));
            memory.is_some_and(|it| it <= MOST_MEMORY) && kdf.parallelization <= 16
        }
        _ => true,
    }
}

/// Compares the seal of a file with the one that its password gives (RFC 7292, section 5.1).
fn check_seal(seal: AnyRef<'_>, content: &[u8], password: &str) -> Result<(), Error> {
    let parts = parts(seal.value())?;
    let [mac, salt, rounds @ ..] = parts.as_slice() else {
        return Err(DAMAGED);
    };
    let rounds = match rounds.first() {
        Some(rounds) => rounds.decode_as::<u32>()?,
        None => 1,
    };
    if rounds > MOST_ROUNDS {
        return Err(TOO_MUCH_WORK);
    }
    let mac = self::parts(mac.value())?;
    let [algorithm, tag] = mac.as_slice() else {
        return Err(DAMAGED);
    };
    let algorithm = self::parts(algorithm.value())?;
    let kind: ObjectIdentifier = algorithm.first().ok_or(DAMAGED)?.decode_as()?;
    let (_, algorithm) = SEALS
        .iter()
        .find(|(id, _)| *id == kind)
        .ok_or(Error::File("it is sealed in a way that is not known here"))?;
    let (salt, tag) = (octets(*salt)?, octets(*tag)?);
    // In UTF-16 with a zero at the end; an empty one is also written as nothing at all.
    let zero_ended: Vec<u8> = password
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_be_bytes)
        .collect();
    let forms = [zero_ended.as_slice(), &[]];
    let forms = if password.is_empty() {
        &forms[..]
    } else {
        &forms[..1]
    };
    let fits = forms.iter().any(|password| {
        let key = seal_key(algorithm.digest_algorithm(), password, salt, rounds);
        hmac::verify(&hmac::Key::new(**algorithm, key.as_ref()), content, tag).is_ok()
    });
    fits.then_some(()).ok_or(Error::Password)
}

/// Derives the key of a seal (RFC 7292, appendix B.2). It is as long as one digest, so that the first one is all of it.
fn seal_key(
    algorithm: &'static digest::Algorithm,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
) -> digest::Digest {
    /// What a key is for: this one seals.
    const PURPOSE: u8 = 3;
    let block = algorithm.block_len();
    let whole_blocks = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let input = [
        vec![PURPOSE; block],
        whole_blocks(salt),
        whole_blocks(password),
    ]
    .concat();
    let mut key = digest::digest(algorithm, &input);
    for _ in 1..rounds {
        key = digest::digest(algorithm, key.as_ref());
    }
    key
}

/// What follows one another in a sequence or a set.
fn parts(value: &[u8]) -> Result<Vec<AnyRef<'_>>, Error> {
    let mut reader = SliceReader::new(value)?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader)?);
    }
    Ok(parts)
}

/// The kind of a `ContentInfo` of CMS, and the encoding of its content.
fn content_info(info: AnyRef<'_>) -> Result<(ObjectIdentifier, &[u8]), Error> {
    let parts = parts(info.value())?;
    let [kind, content] = parts.as_slice() else {
        return Err(DAMAGED);
    };
    Ok((kind.decode_as()?, explicit(*content)?))
}

/// The encoding inside of the tag `[0]`.
fn explicit(part: AnyRef<'_>) -> Result<&[u8], Error> {
    let number = TagNumber(0);
    let tag = Tag::ContextSpecific {
        constructed: true,
        number,
    };
    (part.header().tag() == tag)
        .then(|| part.value())
        .ok_or(DAMAGED)
}

fn octets(part: AnyRef<'_>) -> Result<&[u8], Error> {
    (part.header().tag() == Tag::OctetString)
        .then(|| part.value())
        .ok_or(DAMAGED)
}
