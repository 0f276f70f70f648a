// Choosing files: several, a folder, or on a phone a photo.
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from '../parts/icons';
import { addFiles } from '../state/documents';
import { coarse } from '../state/screen';
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

export function OtherFileButtons({ class: className }: { class: string }) {
  if (coarse) return <FileButton icon="camera" label={texts.welcome.photo} class={className} camera />;
  return <FileButton icon="folder" label={texts.welcome.folder} class={className} folder />;
}
