// The options of `pip install`, of pip 1.5 to 26.3, and of `uv pip install` and `uv pip sync`: with a value, and without.
// Read from the option parsers of pip 1.5.6, 9.0.3, 18.1, 20.3.4, 22.3.1, 23.2.1, 24.3.1 and 26.3, and from the help of uv
// 0.13.9; https://pip.pypa.io/en/stable/cli/pip_install/, https://docs.astral.sh/uv/reference/cli/#uv-pip-install.
import { words } from '../../model/index.js';

/** Those of pip whose value is the next word. */
export const PIP_VALUED = words(`
  --abi --all-releases --allow-external --allow-insecure --allow-unverified -b --build --build-constraint --build-dir
  --build-directory -C --cache-dir --cert --client-cert --config-settings -c --constraint -d --default-timeout
  --default-vcs --download --download-cache --download-dir --download-directory -e --editable --exists-action
  --extra-index-url -f --find-links --global-option --group -i --implementation --index-url --install-option
  --keyring-provider --local-log --log --log-file --mirrors --no-binary --only-binary --only-final --platform --prefix
  --progress-bar --proxy --pypi-url --python --python-version -r --refresh-package --report --requirement
  --requirements-from-script --resume-retries --retries --root --root-user-action --skip-requirements-regex --source
  --source-dir --source-directory --src -t --target --timeout --trusted-host --upgrade-strategy --uploaded-prior-to
  --use-deprecated --use-feature -w --wheel-dir`);

const PIP_FLAGS = words(`
  --allow-all-external --always-unzip --break-system-packages --check-build-dependencies --compile --debug
  --disable-pip-version-check --dry-run --egg --force-reinstall --help --ignore-installed --ignore-requires-python
  --isolated --no-allow-external --no-allow-insecure --no-build-isolation --no-cache-dir --no-clean --no-color
  --no-compile --no-dependencies --no-deps --no-download --no-index --no-input --no-install --no-proxy-env
  --no-python-version-warning --no-require-hashes --no-use-pep517 --no-use-wheel --no-user --no-warn-conflicts
  --no-warn-script-location --only-dependencies --only-deps --pre --prefer-binary --process-dependency-links --quiet
  --require-hashes --require-venv --require-virtualenv --upgrade --use-mirrors --use-pep517 --use-wheel --user
  --verbose --version`);

/** Those of `uv pip` whose value is the next word. */
export const UV_PIP_VALUED = words(`
  --allow-insecure-host -b --build-constraint --build-constraints -C -c --cache-dir --cert --color --config-file
  --config-setting --config-settings --config-settings-package --constraint --constraints --default-index --directory
  -e --editable --exclude-newer --exclude-newer-package --excludes --extra --extra-index-url -f --find-links
  --fork-strategy --group -i --index --index-strategy --index-url --keyring-provider --link-mode --no-binary
  --no-build-isolation-package --no-editable-package --no-sources-package --only-binary --output-format --override
  --overrides -P -p --prefix --prerelease --prerelease-package --project --python --python-platform --python-version
  -r --refresh-package --reinstall-package --requirement --requirements --resolution -t --target --torch-backend
  --upgrade-group --upgrade-package`);

const PIP_LONG = [...PIP_VALUED, ...PIP_FLAGS].filter((option) => option.startsWith('--'));

/**
 * A word with the whole name of the option of pip that it gives: `--no-cache-dir` for `--no-cache`, since pip takes the
 * beginning of a name for the whole of it where no other option begins so.
 */
export function pipOption(word: string): string {
  if (!word.startsWith('--')) return word;
  const equals = word.indexOf('=');
  const name = equals === -1 ? word : word.slice(0, equals);
  if (PIP_VALUED.has(name) || PIP_FLAGS.has(name)) return word;
  const [only, ...others] = PIP_LONG.filter((option) => option.startsWith(name));
  return only === undefined || others.length > 0 ? word : only + word.slice(name.length);
}
