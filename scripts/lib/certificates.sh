# shellcheck shell=bash
# Certificates of an authority of this machine's own. Needs terminal.sh, and `folder`, where certificates go; `authority` and
# `authority_key` are the paths of the authority's certificate and key.
# shellcheck disable=SC2154  # They are the script's that has sourced this.

# How long before their end certificates are made anew, and how long the new ones are good for.
readonly renew_before_days=30 leaf_days=365 authority_days=3650
readonly authority_name='CN=Zaitaku development authority'

# run_openssl ARGUMENT...: silent unless it fails.
run_openssl() {
  local said
  said=$(openssl "$@" 2>&1) || die "openssl $1: $said"
}

# fits CERTIFICATE KEY: whether both are there and belong together.
fits() {
  [[ -s $1 && -s $2 ]] &&
    [[ $(openssl x509 -in "$1" -noout -pubkey 2>&1) == "$(openssl pkey -in "$2" -pubout 2>&1)" ]]
}

# still_good CERTIFICATE KEY: whether they fit, the authority signed, and the end is not near.
still_good() {
  fits "$1" "$2" &&
    openssl x509 -in "$1" -noout -checkend $((renew_before_days * 86400)) >/dev/null 2>&1 &&
    openssl verify -CAfile "$authority" "$1" >/dev/null 2>&1
}

# name_in CERTIFICATE subject|issuer: of the first one in the file; nothing if there is none.
name_in() { openssl x509 -in "$1" -noout "-$2" -nameopt RFC2253 2>/dev/null | sed "s/^$2=//"; }

# Stops where the authority is somebody else's, before anything is made: its certificate is there and its key is not, or there are
# several. To make another in its place would take away what all processes and callers trust.
refuse_other_authority() {
  [[ -s $authority ]] || return 0
  fits "$authority" "$authority_key" ||
    die "$authority is an authority's whose key is not in $authority_key: nothing was made or changed. It is for that authority to sign" \
      "what is missing; to begin anew with one of this machine's own, move $authority away"
  still_good "$authority" "$authority_key" ||
    [[ $(name_in "$authority" subject) == "$authority_name" && $(grep -c '^-----BEGIN CERTIFICATE' "$authority") == 1 ]] ||
    die "$authority ends soon, or is damaged, and is none that this script made: nothing was made or changed"
}

make_authority() {
  ! still_good "$authority" "$authority_key" || return 0
  run_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days "$authority_days" \
    -subj "/$authority_name" -addext 'basicConstraints=critical,CA:TRUE' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$authority_key.new" -out "$authority.new"
  mv -f "$authority_key.new" "$authority_key"
  mv -f "$authority.new" "$authority"
  note "made ${authority#"$folder/"}"
}

# bears CERTIFICATE SUBJECT-ALTERNATIVE-NAMES: whether it says these, and no others that were asked for earlier.
bears() {
  local wanted=${2//IP:::1/IPAddress:0:0:0:0:0:0:0:1} said
  said=$(openssl x509 -in "$1" -noout -ext subjectAltName | tail -n +2 | tr -d ' ')
  [[ $said == "${wanted//IP:/IPAddress:}" ]]
}

# Whether somebody put something there that no authority of ours signed.
is_anothers() {
  local issuer
  [[ -s $1 ]] || return 1
  issuer=$(name_in "$1" issuer)
  [[ $issuer != "$authority_name" && $issuer != "$(name_in "$authority" subject)" ]]
}

# make_certificate NAME USAGES SUBJECT-ALTERNATIVE-NAMES: NAME.pem and NAME.key in the folder, unless they are there and good. What
# another authority signed stays as it is.
make_certificate() {
  local name=$1 usages=$2 names=$3 path=$folder/$1
  if is_anothers "$path.pem"; then
    note "kept $name.pem, which another authority signed"
    return 0
  fi
  [[ ! -e $path.key ]] || chmod 600 "$path.key"
  ! { still_good "$path.pem" "$path.key" && bears "$path.pem" "$names"; } || return 0
  run_openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=${name//\//-}" \
    -keyout "$path.key.new" -out "$path.csr"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' "extendedKeyUsage=$usages" \
    "subjectAltName=$names" >"$path.ext"
  run_openssl x509 -req -in "$path.csr" -CA "$authority" -CAkey "$authority_key" \
    -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$leaf_days" -extfile "$path.ext" -out "$path.pem.new"
  rm -f "$path.csr" "$path.ext"
  # Whole or not at all; servers that run take the new ones by themselves.
  mv -f "$path.key.new" "$path.key"
  mv -f "$path.pem.new" "$path.pem"
  note "made $name.pem"
}

# server_names NAME[,NAME…]: the hosts' names, and `localhost`: that is how a container asks after its own health.
server_names() { printf '%s' "DNS:${1//,/,DNS:},DNS:localhost"; }
