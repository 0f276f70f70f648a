// Choosing files: several, a folder, or on a phone a photo.
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from '../parts/icons';
import { addFiles } from '../state/documents';
import { texts } from '../texts';

interface FileButtonProps {
  icon: IconName;
  label: string;
  class: string;
  folder?: boolean;
  camera?: boolean;
}

export function FileButton({ icon, label, class: className, folder = false, camera = false }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (): void => {
    addFiles([...(input.current?.files ?? [])]);
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <button type="button" class={className} onClick={() => input.current?.click()}>
        <Icon name={icon} />
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!camera}
        aria-label={label}
        onChange={chosen}
        {...(folder && { webkitdirectory: true })}
        {...(camera && { accept: 'image/*', capture: 'environment' })}
      />
    </>
  );
}

export function OtherFileButtons() {
  return (
    <>
      {'webkitdirectory' in HTMLInputElement.prototype && !coarse() && (
        <FileButton icon="folder" label={texts.welcome.folder} class="quiet" folder />
      )}
      {coarse() && <FileButton icon="camera" label={texts.welcome.photo} class="quiet" camera />}
    </>
  );
}

/** Whether this is a device for fingers, which has a camera and no folders. */
function coarse(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
